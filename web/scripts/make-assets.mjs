// Makes src/assets/region-10m.json and src/assets/aerodromes.json from the public-domain and MIT sources (see THIRD-PARTY.md).
// usage: node scripts/make-assets.mjs FOLDER      FOLDER holds the source files. The results are committed; a build does not need this.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/make-assets.mjs FOLDER');
  process.exit(2);
}
const assets = new URL('../src/assets/', import.meta.url);

// About 11 m: far below what a display can show, and the reason why no border alert may ever be decided on this geometry.
const round = (degrees) => Math.round(degrees * 1e4) / 1e4;

function roundRing(ring) {
  const points = [];
  for (const [lon, lat] of ring) {
    const point = [round(lon), round(lat)];
    const last = points.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  return points;
}

const countries = JSON.parse(readFileSync(join(folder, 'countries_niger_neighbours_naturalearth10m_public-domain.geojson'), 'utf8'));
const features = countries.features.map(({ properties, geometry }) => {
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  const coordinates = polygons.map((polygon) => polygon.map(roundRing).filter((ring) => ring.length >= 4));
  return { type: 'Feature', properties: { name: properties.name }, geometry: { type: 'MultiPolygon', coordinates } };
});
writeFileSync(new URL('region-10m.json', assets), JSON.stringify({ type: 'FeatureCollection', features }) + '\n');

/** One row of CSV; quotes as in RFC 4180. */
function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2] ?? '').replaceAll('""', '"'));
}
function table(name) {
  const [head, ...rows] = readFileSync(join(folder, name), 'utf8').split(/\r?\n/).filter(Boolean).map(cells);
  return rows.map((row) => Object.fromEntries(head.map((column, i) => [column, row[i] ?? ''])));
}

const paved = new Set(
  table('ourairports_niger_runways.csv').filter((r) => /^(ASP|BITUM|CON|LAT)/.test(r.surface)).map((r) => r.airport_ident),
);
const aerodromes = table('aerodromes_niger_and_neighbours_airportsdata_MIT.csv')
  .filter((a) => /^[A-Z]{4}$/.test(a.icao) && Number.isFinite(Number(a.lat)) && Number.isFinite(Number(a.lon)))
  // Rank 1 is shown from afar: it has an IATA code (so has served the public) or, in Niger, a paved runway.
  .map((a) => [a.icao, a.name.replace(/ (International )?Airport$/, ''), round(Number(a.lat)), round(Number(a.lon)), a.iata || paved.has(a.icao) ? 1 : 2])
  .sort((a, b) => (a[0] < b[0] ? -1 : 1));
writeFileSync(new URL('aerodromes.json', assets), '[\n' + aerodromes.map((a) => JSON.stringify(a)).join(',\n') + '\n]\n');
console.error(`${features.length} countries, ${aerodromes.length} aerodromes`);
