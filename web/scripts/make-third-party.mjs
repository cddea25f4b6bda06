// Makes public/third-party.txt: the licences of everything that the built page contains. Run it after any change of dependencies.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const own = JSON.parse(read('package.json'));

/** Everything that may be bundled: dependencies and theirs, and Svelte's run time. Types are not code. */
const packages = new Set();
const take = (name) => {
  if (packages.has(name) || name.startsWith('@types/') || !existsSync(new URL(`node_modules/${name}/package.json`, root))) return;
  packages.add(name);
  Object.keys(JSON.parse(read(`node_modules/${name}/package.json`)).dependencies ?? {}).forEach(take);
};
Object.keys(own.dependencies).forEach(take);
packages.add('svelte').add('clsx').add('esm-env');

const parts = [
  `Licences of what the Vigie page contains besides its own code (which is ${own.license})`,
  'Natural Earth (naturalearthdata.com), 1:50m countries by way of world-atlas, 1:10m countries of Niger and its neighbours: public domain.',
  'Aerodromes: names, indicators and positions from airportsdata by Mike Borsetti (github.com/mborsetti/airportsdata), MIT licence (its text as below);\nrunways of Niger from OurAirports (ourairports.com): public domain.',
];
for (const name of [...packages].sort()) {
  const { version, license } = JSON.parse(read(`node_modules/${name}/package.json`));
  const file = readdirSync(new URL(`node_modules/${name}/`, root)).sort().find((f) => /^(licen[cs]e|copying)/i.test(f));
  parts.push(`${name} ${version}, ${license ?? 'licence below'}\n\n${file ? read(`node_modules/${name}/${file}`).trim() : '(its package carries no licence text)'}`);
}
writeFileSync(new URL('public/third-party.txt', root), `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
console.error(`${packages.size} packages`);
