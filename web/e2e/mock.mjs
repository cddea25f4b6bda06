// End-to-end test of the page on the mock server, in headless Chromium. Exit 0: all passed, 1: a check failed.
import assert from 'node:assert/strict';
import { startMock } from '../mock/server.mjs';
import { openBrowser, until } from './browser.mjs';

const tests = [];
const test = (name, run) => tests.push({ name, run });
const vigie = (page, key) => page.evaluate((k) => window.vigie?.[k], key);

async function withPage({ mock = {}, browser = {}, query = '' }, run) {
  const server = await startMock(mock);
  const { page, errors, close } = await openBrowser(browser);
  try {
    await page.goto(server.url + query);
    await until('the page to stand', 20, () => page.evaluate(() => window.vigie !== undefined));
    await run(page, server, errors);
  } finally {
    await close();
    await server.close();
  }
}
const painted = (page) => until('symbols painted', 20, () => page.evaluate(() => (window.vigie?.painted.symbols ?? 0) >= 40));

/** Finds a track as an operator does, by its name. */
async function choose(page, name) {
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

/** Of the tracks well inside the map, how many have ink of the tracks' canvas within 8 px. */
const inked = (page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('[data-testid="tracks"]');
    const ratio = canvas.width / canvas.clientWidth;
    const pen = canvas.getContext('2d');
    const inside = window.vigie.list().filter((t) => t.x > 20 && t.y > 20 && t.x < canvas.clientWidth - 20 && t.y < canvas.clientHeight - 20);
    const with_ = inside.filter((t) => {
      const { data } = pen.getImageData((t.x - 8) * ratio, (t.y - 8) * ratio, 16 * ratio, 16 * ratio);
      let ink = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 150) ink++;
      return ink > (t.faint ? 4 : 10);
    });
    return { inside: inside.length, inked: with_.length };
  });

test('tracks are painted where they are, and move', () =>
  withPage({ mock: { rate: 4 } }, async (page, _server, errors) => {
    await painted(page);
    const { inside, inked: n } = await inked(page);
    assert.ok(inside >= 30, `${inside} tracks inside the map`);
    assert.equal(n, inside, 'every track inside the map has ink at its place');
    await until('30 tracks moved', 20, async () => (await vigie(page, 'moved')) >= 30);
    assert.deepEqual(errors, []);
  }));

test('after a pan and a zoom the tracks still lie where they are', () =>
  withPage({}, async (page) => {
    await painted(page);
    await page.mouse.move(400, 350);
    await page.mouse.down();
    await page.mouse.move(520, 300, { steps: 5 });
    await page.mouse.up();
    await page.keyboard.press('+');
    await page.waitForTimeout(1200);
    const { inside, inked: n } = await inked(page);
    assert.ok(inside >= 10);
    assert.ok(n >= inside - 1, `${n} of ${inside}`);
  }));

test('alerts are listed in rank, Space acknowledges after the name is asked once, and the server is told', () =>
  withPage({ query: '?lang=fr' }, async (page, server, errors) => {
    await painted(page);
    const kinds = await page.locator('[data-testid="alerts"] > li').evaluateAll((l) => l.map((e) => e.dataset.kind));
    assert.deepEqual(kinds, ['emergency_squawk', 'border_crossing', 'area_entry', 'border_crossing', 'border_crossing', 'border_crossing']);
    await page.keyboard.press('Space');
    await page.getByTestId('operator-name').fill('A. Moussa');
    await page.keyboard.press('Enter');
    await until('the acknowledgement at the server', 5, () => server.acknowledgements.length === 1);
    assert.deepEqual(server.acknowledgements, [{ id: 3, operator: 'A. Moussa' }]);
    await page.getByText('Acquittée par A. Moussa').first().waitFor({ timeout: 5000 });
    // The name is not asked again; the button does the same as the key.
    await page.locator('li.warning[data-kind="border_crossing"] .acknowledge').click();
    await until('the second acknowledgement', 5, () => server.acknowledgements.length === 2);
    assert.equal(server.acknowledgements[1].id, 2);
    // A caution has the same in small.
    await page.locator('li.caution[data-alert="6"] .acknowledge').click();
    await until('the third acknowledgement', 5, () => server.acknowledgements.length === 3);
    assert.equal(server.acknowledgements[2].id, 6);
    await page.locator('li[data-alert="6"]').getByText('Acquittée par A. Moussa').waitFor({ timeout: 5000 });
    assert.deepEqual(errors, []);
  }));

test('a card says the essential in the units people speak in, the rest when it is selected', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    const card = page.locator('li[data-alert="2"]');
    assert.match(await card.innerText(), /AVERTISSEMENT\s+#1001[\s\S]*Frontière Nigeria – Niger : entrée[\s\S]*sans transpondeur[\s\S]*niveau inconnu/);
    assert.doesNotMatch(await card.innerText(), /incertitude/);
    await card.locator('.jump').click();
    await until('the rest', 2, async () => /incertitude \(m\) 210/.test(await card.innerText()));
    const caution = page.locator('li[data-alert="5"]');
    assert.match((await caution.innerText()).replace(/\s+/g, ' '), /Frontière Niger : sortie .*F330 · 455 kt · 0,3 NM au-delà/);
  }));

for (const [width, height] of [[1280, 720], [1440, 900], [1920, 1080]]) {
  test(`nothing is cut off at ${width}x${height}, and the alerts stand without scrolling`, () =>
    withPage({ query: '?lang=fr', browser: { width, height } }, async (page) => {
      await painted(page);
      const cards = await page.locator('[data-testid="alerts"]').evaluate((ul) => {
        const box = ul.getBoundingClientRect();
        return [...ul.children].filter((li) => li.getBoundingClientRect().bottom <= box.bottom + 1).map((li) => [...li.classList].find((c) => ['alarm', 'warning', 'caution'].includes(c)));
      });
      assert.deepEqual(cards, ['alarm', 'warning', 'caution', 'caution', 'caution', 'caution']);
      assert.ok((await page.locator('li.caution').first().boundingBox()).height <= 42, 'a caution has two lines');
      const overflow = await page.evaluate(() => [...document.querySelectorAll('header, .tools, .sensors, aside, footer, .page')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName));
      assert.deepEqual(overflow, []);
      const rows = await page.locator('[role="row"]').count();
      assert.ok(rows >= 6, `${rows} rows of the list in view`);
      // The outlines of the FIR lie inside the map.
      const { width: mapWidth, height: mapHeight } = await page.getByTestId('tracks').boundingBox();
      await until('the home view', 3, async () => {
        const { cx, cy, world } = await vigie(page, 'view');
        const y = (lat) => 0.5 - Math.log((1 + Math.sin((lat * Math.PI) / 180)) / (1 - Math.sin((lat * Math.PI) / 180))) / (4 * Math.PI);
        const inside = (lon, lat) => Math.abs((lon + 180) / 360 - cx) * world <= mapWidth / 2 && Math.abs(y(lat) - cy) * world <= mapHeight / 2;
        return inside(0.2, 11.7) && inside(16, 24);
      });
    }));
}

test('tentative tracks are faint marks until they are asked for', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    assert.equal(await vigie(page, 'tentative'), 1);
    assert.equal(await page.getByTestId('track-count').innerText(), '59');
    assert.equal(await page.getByTestId('tentative').innerText(), '1 en initiation');
    assert.equal((await vigie(page, 'painted')).faint, 1);
    await page.keyboard.press('i');
    await until('60 listed', 3, async () => (await page.getByTestId('track-count').innerText()) === '60');
    await until('no faint mark', 3, async () => (await vigie(page, 'painted')).faint === 0);
    await page.getByTestId('tentative').click();
    await until('59 listed', 3, async () => (await page.getByTestId('track-count').innerText()) === '59');
  }));

test('the panel of a track says which sensors saw it when, and how good it is', () =>
  withPage({ query: '?lang=en' }, async (page, _server, errors) => {
    await painted(page);
    await page.locator('[role="row"]', { hasText: 'AFR113' }).click();
    const seen = page.getByTestId('contributions');
    await until('ages', 5, async () => /Niamey ADS-B\s+ADS-B\s+\d+ s/.test(await seen.innerText()));
    assert.match(await page.getByTestId('details').innerText(), /NIC 8 NACp 9 SIL 3[\s\S]*8 m \(1 σ\)[\s\S]*42 plots/);
    assert.deepEqual(errors, []);
  }));

test('notes of sensors are in the page’s language', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    const sensors = page.getByTestId('sensors');
    await sensors.getByText('catégorie ASTERIX 062 inconnue').waitFor({ timeout: 3000 });
    await sensors.getByText('connection refused by 10.0.0.7:30005').waitFor({ timeout: 3000 });
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await sensors.getByText('ASTERIX category 062 is not known').waitFor({ timeout: 3000 });
  }));

test('in a replay nothing can be acknowledged, and it is said', () =>
  withPage({ mock: { mode: 'replay' }, query: '?lang=fr' }, async (page, server) => {
    await painted(page);
    assert.equal(await page.locator('.acknowledge').count(), 0);
    assert.equal(await page.getByTestId('none-to-answer').innerText(), 'Rejeu : pas d’acquittement');
    await page.keyboard.press('Space');
    await page.waitForTimeout(300);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(await vigie(page, 'open'), 0);
    assert.deepEqual(server.acknowledgements, []);
  }));

test('a click on a label selects its track', () =>
  withPage({ query: '?lang=en' }, async (page) => {
    await painted(page);
    await choose(page, 'ram224');
    await page.keyboard.press('f');
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('+');
      await page.waitForTimeout(250);
    }
    await page.waitForTimeout(800);
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
    // It is alone in the middle now; of the eight places round it one has its label.
    const { number, x, y } = (await page.evaluate(() => window.vigie.list())).find((t) => t.title === 'RAM224');
    const box = await page.getByTestId('tracks').boundingBox();
    const hit = [];
    for (const [dx, dy] of [[35, -30], [35, 30], [-35, -30], [-35, 30], [35, 0], [-35, 0], [0, -30], [0, 30]]) {
      await page.mouse.click(box.x + x + dx, box.y + y + dy);
      hit.push(await vigie(page, 'selected'));
      await page.keyboard.press('Escape');
    }
    assert.ok(hit.includes(number), `selected ${hit}`);
  }));

test('a server started anew with other tracks under the same numbers does not keep the selection', async () => {
  const first = await startMock({});
  const port = Number(new URL(first.url).port);
  const { page, close } = await openBrowser({});
  let second = null;
  try {
    await page.goto(`${first.url}?lang=en`);
    await painted(page);
    await choose(page, 'ram224');
    assert.notEqual(await vigie(page, 'selected'), null);
    await first.close();
    second = await startMock({ port, names: 'XX' });
    await until('flowing again', 12, async () => (await vigie(page, 'condition')) === 'flowing');
    await until('nothing selected', 3, async () => (await vigie(page, 'selected')) === null);
  } finally {
    await close();
    await (second ?? first).close().catch(() => undefined);
  }
});

test('a refused acknowledgement says why', () =>
  withPage({ query: '?lang=en' }, async (page) => {
    await painted(page);
    await page.route('**/acknowledge', (route) => route.fulfill({ status: 409, contentType: 'application/json', body: '{"error":"already acknowledged"}' }));
    await page.evaluate(() => localStorage.setItem('vigie.operator', 'B. Issa'));
    await page.reload();
    await painted(page);
    await page.keyboard.press('Space');
    await page.getByText('Refused: already acknowledged').waitFor({ timeout: 5000 });
  }));

test('the picture is said to be frozen within 3 s of silence, and no longer when it flows', () =>
  withPage({ query: '?lang=fr' }, async (page, server, errors) => {
    await painted(page);
    assert.equal(await page.getByTestId('frozen').count(), 0);
    server.pause();
    const banner = page.getByTestId('frozen');
    const seconds = await until('the frozen banner', 5, () => banner.isVisible(), 25);
    assert.ok(seconds <= 3, `banner after ${seconds.toFixed(2)} s`);
    assert.match(await banner.innerText(), /IMAGE FIGÉE/);
    server.resume();
    await until('the banner to go', 3, async () => !(await banner.isVisible()), 50);
    server.stall(true);
    await until('frozen although heartbeats come', 6, () => banner.isVisible(), 50);
    assert.match(await banner.innerText(), /n’avance plus/);
    assert.deepEqual(errors, []);
  }));

test('when the server dies the page says so and comes back by itself', async () => {
  const first = await startMock({});
  const port = Number(new URL(first.url).port);
  const { page, close } = await openBrowser({});
  let second = null;
  try {
    await page.goto(`${first.url}?lang=en`);
    await painted(page);
    await first.close();
    await until('frozen', 5, () => page.getByTestId('frozen').isVisible());
    assert.match(await page.getByTestId('frozen').innerText(), /PICTURE FROZEN[\s\S]*Reconnecting/);
    assert.match(await page.getByTestId('link').innerText(), /Reconnecting/);
    second = await startMock({ port, seed: 99 });
    await until('flowing again', 12, async () => (await vigie(page, 'condition')) === 'flowing');
    assert.equal(await page.getByTestId('frozen').count(), 0);
  } finally {
    await close();
    await (second ?? first).close().catch(() => undefined);
  }
});

for (const [lang, word] of [['fr', 'EXERCICE'], ['en', 'EXERCISE (EXERCICE)']]) {
  test(`EXERCICE is said at the top and in a banner (${lang})`, () =>
    withPage({ query: `?lang=${lang}` }, async (page) => {
      await painted(page);
      assert.equal((await page.getByTestId('mode').innerText()).trim(), word);
      assert.match(await page.getByTestId('mode-banner').innerText(), /EXERCICE/);
      assert.match(await page.title(), /EXERCICE/);
      assert.match(await page.getByTestId('clock').innerText(), /^2026-11-20\s+10:\d\d:\d\dZ$/);
    }));
}

test('live and replay are said in words', async () => {
  await withPage({ mock: { mode: 'live' }, query: '?lang=fr' }, async (page) => {
    await painted(page);
    assert.equal((await page.getByTestId('mode').innerText()).trim(), 'EN DIRECT');
    assert.equal(await page.getByTestId('mode-banner').count(), 0);
  });
  await withPage({ mock: { mode: 'replay' }, query: '?lang=en' }, async (page, server) => {
    await painted(page);
    assert.match(await page.getByTestId('mode').innerText(), /^REPLAY/);
    server.stall(true);
    await until('paused said', 6, async () => /PAUSED/.test(await page.getByTestId('mode').innerText()));
    assert.equal(await page.getByTestId('frozen').count(), 0);
  });
});

test('the language follows the browser and the switch', () =>
  withPage({ browser: { locale: 'en-GB' } }, async (page) => {
    await painted(page);
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await page.getByRole('button', { name: 'FR', exact: true }).click();
    await page.getByRole('heading', { name: 'Alertes' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
    assert.match(page.url(), /lang=fr/);
  }));

test('the list equals the map; a click and the keys select', () =>
  withPage({ query: '?lang=en' }, async (page) => {
    await painted(page);
    assert.equal(await page.getByTestId('track-count').innerText(), '59');
    await page.locator('[role="row"]', { hasText: 'AFR113' }).click();
    const details = page.getByTestId('details');
    assert.match(await details.innerText(), /AFR113/);
    const first = await vigie(page, 'selected');
    await page.locator('[role="grid"]').focus();
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await vigie(page, 'selected'), first);
    await page.keyboard.press('Escape');
    assert.equal(await vigie(page, 'selected'), null);
    assert.equal(await details.count(), 0);
  }));

test('a click on a symbol selects it', () =>
  withPage({ query: '?lang=en' }, async (page) => {
    await painted(page);
    await page.waitForTimeout(500);
    const track = (await page.evaluate(() => window.vigie.list())).find((t) => t.title === 'RAM224');
    const box = await page.getByTestId('tracks').boundingBox();
    await page.mouse.click(box.x + track.x, box.y + track.y);
    await until('selected', 3, async () => (await vigie(page, 'selected')) === track.number);
  }));

test('find, vectors, level filter, help, follow and next alert by keyboard', () =>
  withPage({ query: '?lang=en' }, async (page, _server, errors) => {
    await painted(page);
    await page.keyboard.press('/');
    await page.keyboard.type('nig501');
    await page.keyboard.press('Enter');
    assert.equal(await vigie(page, 'selected'), 1010);
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Follow', pressed: true }).waitFor();
    await page.keyboard.press('9');
    await page.getByRole('button', { name: 'Speed vector 9 min', pressed: true }).waitFor();
    await page.keyboard.press(']');
    await until('a filtered list', 3, async () => /^\d+ of 59$/.test(await page.getByTestId('track-count').innerText()));
    await page.keyboard.press('[');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.keyboard.press('Tab');
    assert.equal(await vigie(page, 'selected'), 1010);
    await page.keyboard.press('Tab');
    assert.equal(await vigie(page, 'selected'), 1001);
    assert.deepEqual(errors, []);
  }));

test('without WebGL there is no base map, but there are tracks, and it is said', () =>
  withPage({ browser: { flags: ['--disable-3d-apis'] }, query: '?lang=en' }, async (page) => {
    await painted(page);
    await page.getByText('Base map unavailable').waitFor({ timeout: 5000 });
    const before = await page.evaluate(() => window.vigie.view);
    await page.mouse.move(400, 350);
    await page.mouse.down();
    await page.mouse.move(500, 350, { steps: 4 });
    await page.mouse.up();
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(300);
    const after = await page.evaluate(() => window.vigie.view);
    assert.ok(after.cx < before.cx && after.world > before.world);
    const { inside, inked: n } = await inked(page);
    assert.ok(inside >= 5 && n >= inside - 1, `${n} of ${inside}`);
  }));

test('hostile text is shown as text', () =>
  withPage({ query: '?lang=en' }, async (page, _server, errors) => {
    await painted(page);
    assert.equal(await page.locator('[role="row"]', { hasText: '<b>X</b>' }).count(), 1);
    await page.locator('li[data-kind="area_entry"] .jump').click();
    assert.match(await page.locator('li[data-kind="area_entry"]').innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await page.locator('aside img, aside b').count(), 0);
    assert.deepEqual(errors, []);
  }));

test('an empty system says what to connect; no traffic is not the same', async () => {
  await withPage({ mock: { empty: 'sensors' }, query: '?lang=en' }, async (page) => {
    await page.getByTestId('empty').getByText('No sensor configured').waitFor({ timeout: 5000 });
  });
  await withPage({ mock: { empty: 'tracks' }, query: '?lang=en' }, async (page) => {
    await page.getByTestId('empty').getByText('No traffic').waitFor({ timeout: 5000 });
  });
});

const only = process.argv[2];
let failures = 0;
for (const { name, run } of tests) {
  if (only && !name.includes(only)) continue;
  const start = performance.now();
  try {
    await run();
    console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failures++;
    console.log(`FAIL  ${name}\n      ${String(error.message).split('\n').slice(0, 6).join('\n      ')}`);
  }
}
console.log(failures === 0 ? 'all passed' : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
