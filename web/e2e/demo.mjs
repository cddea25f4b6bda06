// Watches a running server as an operator would see it.
// usage: node e2e/demo.mjs URL [--tracks 30] [--tracks-within 30] [--alerts emergency_squawk:alarm,border_crossing:alarm]
//                              [--alerts-within 120] [--size 1280x720] [--lang fr] [--shot demo.png] [--mode exercise]
// Waits until at least --tracks tracks have moved and some are painted, then until an alert of each kind, and severity where one is
// named, is listed (current or over), and saves a screenshot.
// Exit 0: all seen, no console error. 1: something was not seen in time, or a console error. 2: wrong usage.
import { openBrowser, until } from './browser.mjs';

const args = process.argv.slice(2);
const options = { tracks: '30', 'tracks-within': '30', alerts: 'emergency_squawk:alarm,border_crossing:alarm', 'alerts-within': '120', size: '1280x720', lang: 'fr', shot: 'demo.png', mode: '' };
let url = null;
for (let i = 0; i < args.length; i++) {
  const name = args[i].replace(/^--/, '');
  if (args[i].startsWith('--') && name in options && i + 1 < args.length) options[name] = args[++i];
  else if (!args[i].startsWith('--') && url === null) url = args[i];
  else url = '';
}
const size = /^(\d+)x(\d+)$/.exec(options.size);
const wanted = options.alerts.split(',').filter(Boolean).map((text) => /^([a-z_]+)(?::(alarm|warning|caution))?$/.exec(text));
const numbers = ['tracks', 'tracks-within', 'alerts-within'].map((n) => Number(options[n]));
if (!url || !URL.canParse(url) || !size || wanted.includes(null) || numbers.some((n) => !Number.isFinite(n))) {
  console.error('usage: node e2e/demo.mjs URL [--tracks N] [--tracks-within S] [--alerts KIND[:alarm|warning|caution],...] [--alerts-within S] [--size WxH] [--lang fr|en] [--shot FILE] [--mode live|replay|exercise]');
  process.exit(2);
}
const [tracks, tracksWithin, alertsWithin] = numbers;
const { page, errors, close } = await openBrowser({ width: Number(size[1]), height: Number(size[2]) });
let failed = false;
const state = () => page.evaluate(() => window.vigie && { tracks: vigie.tracks, moved: vigie.moved, painted: vigie.painted, alerts: vigie.alerts.map((a) => `${a.kind}:${a.severity}`), mode: vigie.mode, exercise: vigie.exercise, link: vigie.link, condition: vigie.condition, bad: vigie.badFrames, lastBad: vigie.lastBad }).catch(() => null);
try {
  const address = new URL(url);
  address.searchParams.set('lang', options.lang);
  const start = performance.now();
  const elapsed = () => ((performance.now() - start) / 1000).toFixed(1);
  // A server that is still starting refuses at first.
  await until(`the page of ${url}`, tracksWithin, () => page.goto(address.href, { timeout: tracksWithin * 1000 }).then(() => true, () => false), 500);
  await until(`${tracks} tracks that moved, and tracks painted`, tracksWithin, async () => {
    const s = await state();
    return s && s.moved >= tracks && s.painted.symbols > 0;
  });
  console.log(`${tracks} tracks moving after ${elapsed()} s`);
  for (const [text, kind, severity] of wanted) {
    await until(`an alert ${text} in the list`, Math.max(0.1, alertsWithin - (performance.now() - start) / 1000), () =>
      page.locator(`[data-region="alerts"] li[data-kind="${kind}"]${severity ? `[data-severity="${severity}"]` : ''}`).count().then((n) => n > 0),
    );
    console.log(`${text} listed after ${elapsed()} s`);
  }
  if (options.mode && (await state())?.mode !== options.mode) throw new Error(`mode is ${(await state())?.mode}, not ${options.mode}`);
  // The base map's own loading must have ended for the picture to be worth keeping.
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
  await page.waitForTimeout(1500);
} catch (error) {
  failed = true;
  console.error(error.message);
}
console.log(JSON.stringify(await state()));
await page.screenshot({ path: options.shot }).catch((error) => console.error(error.message));
await close();
for (const error of errors) console.error(error);
process.exit(failed || errors.length > 0 ? 1 : 0);
