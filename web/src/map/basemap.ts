/**
 * The map under the tracks: Natural Earth land and state borders, aerodromes, and what the stream's `static` message draws (FIR,
 * areas, ranges of sensors). Offline: no tiles, no glyphs, no sprites from anywhere. Display only; alerts are decided by the server.
 */
import type { Feature, FeatureCollection, Geometry, MultiLineString, Position } from 'geojson';
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import worldUrl from 'world-atlas/countries-50m.json?url';
import aerodromesUrl from '../assets/aerodromes.json?url';
import regionUrl from '../assets/region-10m.json?url';
import { circle, type View } from '../picture/geo';
import type { Palette } from '../picture/palette';
import type { Area, SensorSite } from '../stream/messages';
import type { Ground, GroundEvents } from './ground';

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

/** From this zoom on the region is drawn at 10 m scale; below it the world's 50 m is as good and cheaper. */
const FINE_ZOOM = 5.5;
const FONT = ['B612'];
const TILE_PX = 512;

type CountryProperties = { name: string };
type World = Topology<{ countries: GeometryCollection<CountryProperties>; land: GeometryCollection }>;
type Aerodrome = [icao: string, name: string, lat: number, lon: number, rank: number];

const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Lines without the segments that leap across the antimeridian, which a flat map would draw right across the world. */
export function withoutLeaps(lines: MultiLineString): MultiLineString {
  const coordinates: Position[][] = [];
  for (const line of lines.coordinates) {
    let part: Position[] = [];
    for (const point of line) {
      const last = part.at(-1);
      if (last && Math.abs(point[0]! - last[0]!) > 180) {
        if (part.length > 1) coordinates.push(part);
        part = [];
      }
      part.push(point);
    }
    if (part.length > 1) coordinates.push(part);
  }
  return { type: 'MultiLineString', coordinates };
}

/** Rings that leap across the antimeridian are carried on beyond it, so that their filling does not sweep over the world. */
function unwrapped(geometry: Geometry): Geometry {
  const ring = (points: Position[]): Position[] => {
    let shift = 0;
    return points.map(([lon, lat], i) => {
      const before = points[i - 1]?.[0];
      if (before !== undefined && Math.abs(lon! - before) > 180) shift += lon! < before ? 360 : -360;
      return [lon! + shift, lat!];
    });
  };
  if (geometry.type === 'Polygon') return { ...geometry, coordinates: geometry.coordinates.map(ring) };
  if (geometry.type === 'MultiPolygon') return { ...geometry, coordinates: geometry.coordinates.map((p) => p.map(ring)) };
  return geometry;
}

function style(p: Palette): StyleSpecification {
  const line = (id: string, source: string, color: string, width: number, extra: object = {}, dash?: number[]) => ({
    id,
    type: 'line' as const,
    source,
    paint: { 'line-color': color, 'line-width': width, ...(dash ? { 'line-dasharray': dash } : {}) },
    layout: { 'line-join': 'round' as const },
    ...extra,
  });
  const source = { type: 'geojson' as const, data: empty };
  return {
    version: 8,
    sources: { land: source, coast: source, borders: source, bordersFar: source, region: source, countries: source, aerodromes: source, areas: source, areaNames: source, ranges: source },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': p.sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': p.land, 'fill-antialias': false } },
      { id: 'region', type: 'fill', source: 'region', minzoom: FINE_ZOOM, paint: { 'fill-color': p.land, 'fill-antialias': false } },
      line('coast', 'coast', p.coast, 0.8),
      // State borders: a long dash and a dot, as on charts.
      line('borders', 'borders', p.border, 1, { maxzoom: FINE_ZOOM }, [8, 2.5, 1.5, 2.5]),
      line('bordersFar', 'bordersFar', p.border, 1, { minzoom: FINE_ZOOM }, [8, 2.5, 1.5, 2.5]),
      line('regionLine', 'region', p.border, 1.2, { minzoom: FINE_ZOOM }, [8, 2.5, 1.5, 2.5]),
      line('ranges', 'ranges', p.sensor, 0.8, {}, [1, 4]),
      { id: 'areaFill', type: 'fill', source: 'areas', filter: ['all', ['get', 'active'], ['in', ['get', 'kind'], ['literal', ['restricted', 'danger', 'prohibited', 'temporary']]]], paint: { 'fill-color': p.areaFill } },
      line('fir', 'areas', p.fir, 1.4, { filter: ['==', ['get', 'kind'], 'fir'] }, [10, 4]),
      line('borderArea', 'areas', p.border, 2, { filter: ['==', ['get', 'kind'], 'border'] }, [6, 2, 1, 2]),
      line('areaLine', 'areas', p.areaLine, 1.5, { filter: ['all', ['get', 'active'], ['in', ['get', 'kind'], ['literal', ['restricted', 'danger', 'prohibited']]]] }),
      line('temporary', 'areas', p.temporary, 1.5, { filter: ['all', ['get', 'active'], ['==', ['get', 'kind'], 'temporary']] }, [5, 2]),
      line('inactive', 'areas', p.inactive, 1, { filter: ['all', ['!', ['get', 'active']], ['!', ['in', ['get', 'kind'], ['literal', ['fir', 'border']]]]] }, [1.5, 3]),
      ...labels(p),
    ],
  };
}

function labels(p: Palette): StyleSpecification['layers'] {
  const halo = { 'text-halo-color': p.land, 'text-halo-width': 1.2 };
  const point = (id: string, rank: number, minzoom: number, named: number): StyleSpecification['layers'] => [
    { id: `${id}Mark`, type: 'circle', source: 'aerodromes', minzoom, filter: ['==', ['get', 'rank'], rank], paint: { 'circle-radius': 2.6, 'circle-color': p.land, 'circle-stroke-width': 1, 'circle-stroke-color': p.aerodrome } },
    {
      id,
      type: 'symbol',
      source: 'aerodromes',
      minzoom,
      filter: ['==', ['get', 'rank'], rank],
      layout: {
        'text-field': ['step', ['zoom'], ['get', 'icao'], named, ['concat', ['get', 'icao'], '\n', ['get', 'name']]],
        'text-font': FONT,
        'text-size': 10.5,
        'text-anchor': 'top',
        'text-offset': [0, 0.5],
        'text-optional': true,
        'text-max-width': 12,
      },
      paint: { 'text-color': p.aerodrome, ...halo },
    },
  ];
  return [
    {
      id: 'country',
      type: 'symbol',
      source: 'countries',
      maxzoom: 8,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 12, 'text-letter-spacing': 0.25, 'text-transform': 'uppercase', 'text-max-width': 20 },
      paint: { 'text-color': p.country, ...halo },
    },
    ...point('aerodromeMinor', 2, 7, 8.5),
    ...point('aerodrome', 1, 4.5, 7),
    {
      id: 'areaName',
      type: 'symbol',
      source: 'areaNames',
      layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 11, 'text-anchor': 'bottom', 'text-offset': [0, -0.3], 'text-max-width': 24 },
      paint: { 'text-color': ['match', ['get', 'kind'], 'fir', p.fir, 'border', p.border, ['case', ['get', 'active'], p.areaLine, p.inactive]], ...halo },
    },
  ];
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}

/** Centre of the largest ring's bounding box: good enough for where a name stands. */
function middle(geometry: Geometry): Position | null {
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]!] : geometry.type === 'MultiPolygon' ? geometry.coordinates.map((p) => p[0]!) : [];
  const largest = rings.reduce<Position[] | null>((a, b) => (a && a.length >= b.length ? a : b), null);
  if (!largest) return null;
  const lon = largest.map((p) => p[0]!);
  const lat = largest.map((p) => p[1]!);
  return [(Math.min(...lon) + Math.max(...lon)) / 2, (Math.min(...lat) + Math.max(...lat)) / 2];
}

export class Basemap implements Ground {
  private readonly map: MapLibre;
  private palette: Palette;
  private ready = false;
  private readonly data = new Map<string, FeatureCollection>();

  constructor(container: HTMLElement, palette: Palette, home: { lat: number; lon: number; zoom: number }, title: string, events: GroundEvents) {
    this.palette = palette;
    this.map = new MapLibre({
      container,
      style: style(palette),
      center: [home.lon, home.lat],
      zoom: home.zoom,
      minZoom: 1,
      maxZoom: 14,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: 0,
      locale: { 'Map.Title': title },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.doubleClickZoom.disable();
    this.map.on('render', () => events.moved());
    this.map.on('click', (e) => events.clicked(e.point.x, e.point.y, e.lngLat.lng, e.lngLat.lat));
    this.map.on('mousemove', (e) => events.hovered(e.point.x, e.point.y, e.lngLat.lng, e.lngLat.lat));
    this.map.on('dragstart', () => events.dragged());
    this.map.on('movestart', (e) => {
      if (e.originalEvent) events.taken();
    });
    this.map.once('style.load', () => {
      this.ready = true;
      this.data.forEach((value, id) => this.fill(id, value));
      this.colour();
    });
  }

  async load(): Promise<void> {
    const [world, region, aerodromes] = await Promise.all([json<World>(worldUrl), json<FeatureCollection<Geometry, CountryProperties>>(regionUrl), json<Aerodrome[]>(aerodromesUrl)]);
    const fine = new Set(region.features.map((f) => f.properties.name));
    const { land, countries } = world.objects;
    const name = (g: unknown): string => (g as { properties?: CountryProperties }).properties?.name ?? '';
    const single = (geometry: Geometry): FeatureCollection => ({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] });
    const landFeatures = feature(world, land) as unknown as FeatureCollection;
    this.set('land', { type: 'FeatureCollection', features: landFeatures.features.map((f) => ({ ...f, geometry: unwrapped(f.geometry) })) });
    this.set('coast', single(withoutLeaps(mesh(world, countries, (a, b) => a === b))));
    this.set('borders', single(withoutLeaps(mesh(world, countries, (a, b) => a !== b))));
    this.set('bordersFar', single(withoutLeaps(mesh(world, countries, (a, b) => a !== b && !fine.has(name(a)) && !fine.has(name(b))))));
    this.set('region', region);
    const named = (feature(world, countries) as FeatureCollection<Geometry, CountryProperties>).features;
    this.set('countries', {
      type: 'FeatureCollection',
      features: named.flatMap((f): Feature[] => {
        const at = middle(f.geometry);
        return at ? [{ type: 'Feature', properties: { name: f.properties.name }, geometry: { type: 'Point', coordinates: at } }] : [];
      }),
    });
    this.set('aerodromes', {
      type: 'FeatureCollection',
      features: aerodromes.map(([icao, title, lat, lon, rank]) => ({ type: 'Feature', properties: { icao, name: title, rank }, geometry: { type: 'Point', coordinates: [lon, lat] } })),
    });
  }

  areas(areas: readonly Area[], text: (area: Area) => string): void {
    const closed = (polygon: Position[]): Position[] => {
      const [first, last] = [polygon[0]!, polygon.at(-1)!];
      return first[0] === last[0] && first[1] === last[1] ? polygon : [...polygon, first];
    };
    const properties = (area: Area) => ({ kind: area.kind, active: area.active, text: text(area) });
    this.set('areas', { type: 'FeatureCollection', features: areas.map((a) => ({ type: 'Feature', properties: properties(a), geometry: { type: 'Polygon', coordinates: [closed(a.polygon)] } })) });
    this.set('areaNames', {
      type: 'FeatureCollection',
      features: areas.map((a) => {
        const north = a.polygon.reduce((best, p) => (p[1] > best[1] ? p : best));
        return { type: 'Feature', properties: properties(a), geometry: { type: 'Point', coordinates: north } };
      }),
    });
  }

  ranges(sites: readonly SensorSite[]): void {
    const features: Feature[] = sites.flatMap((s) =>
      s.lat === null || s.lon === null || s.rangeM === null || s.rangeM <= 0 ? [] : [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: circle(s.lat, s.lon, s.rangeM) } }],
    );
    this.set('ranges', { type: 'FeatureCollection', features });
  }

  private set(id: string, data: FeatureCollection): void {
    this.data.set(id, data);
    this.fill(id, data);
  }

  private fill(id: string, data: FeatureCollection): void {
    // Before the style stands there are no sources; 'style.load' comes back to it.
    this.map.getSource<GeoJSONSource>(id)?.setData(data);
  }

  repaint(palette: Palette): void {
    if (palette === this.palette) return;
    this.palette = palette;
    this.colour();
  }

  /** Gives every layer its colours anew; what is loaded stays. */
  private colour(): void {
    if (!this.ready) return;
    for (const layer of style(this.palette).layers) {
      for (const [property, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, property as Parameters<MapLibre['setPaintProperty']>[1], value);
    }
  }

  view(): View {
    const centre = this.map.getCenter();
    const world = TILE_PX * 2 ** this.map.getZoom();
    const box = this.map.getContainer();
    const s = Math.sin((centre.lat * Math.PI) / 180);
    return { cx: (centre.lng + 180) / 360, cy: 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI), world, width: box.clientWidth, height: box.clientHeight };
  }

  centre(lon: number, lat: number, still: boolean, zoom?: number): void {
    const to = { center: [lon, lat] as [number, number], ...(zoom === undefined ? {} : { zoom }) };
    if (still) this.map.jumpTo(to);
    else this.map.easeTo({ ...to, duration: 350 });
  }

  zoomBy(steps: number): void {
    this.map.zoomTo(this.map.getZoom() + steps, { duration: 150 });
  }

  resize(): void {
    this.map.resize();
  }

  focus(): void {
    this.map.getCanvas().focus();
  }

  remove(): void {
    this.map.remove();
  }
}
