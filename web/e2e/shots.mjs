// Screenshots of the page on the mock server, to be looked at. usage: node e2e/shots.mjs [FOLDER]     default shots/
import { mkdir } from 'node:fs/promises';
import { startMock } from '../mock/server.mjs';
import { openBrowser, until } from './browser.mjs';

const folder = process.argv[2] ?? 'shots';
await mkdir(folder, { recursive: true });
const mock = await startMock({});
const shots = [
  ['fr-1280', { width: 1280, height: 720, locale: 'fr-FR' }, null],
  ['en-1280-selected', { width: 1280, height: 720, locale: 'en-GB' }, 'select'],
  ['en-1920', { width: 1920, height: 1080, locale: 'en-GB' }, null],
  ['fr-1920-help', { width: 1920, height: 1080, locale: 'fr-FR' }, 'help'],
  ['fr-1280-day', { width: 1280, height: 720, locale: 'fr-FR' }, 'day'],
  ['en-1280-contrast', { width: 1280, height: 720, locale: 'en-GB' }, 'contrast'],
  ['fr-1280-frozen', { width: 1280, height: 720, locale: 'fr-FR' }, 'frozen'],
];
const only = process.argv[3];
try {
  for (const [name, options, action] of shots) {
    if (only && !name.includes(only)) continue;
    const { page, errors, close } = await openBrowser(options);
    await page.goto(mock.url);
    await until('symbols', 20, () => page.evaluate(() => (window.vigie?.painted.symbols ?? 0) > 30));
    if (action === 'select') await page.keyboard.press('Tab');
    if (action === 'help') await page.keyboard.press('?');
    if (action === 'day' || action === 'contrast') await page.selectOption('header select', action);
    if (action === 'frozen') {
      mock.pause();
      await until('frozen', 10, () => page.evaluate(() => window.vigie.frozen));
    }
    await page.waitForTimeout(2500);
    await page.screenshot({ path: `${folder}/${name}.png` });
    mock.resume();
    if (errors.length) console.error(name, errors);
    await close();
  }
} finally {
  await mock.close();
}
