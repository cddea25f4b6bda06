// End-to-end test of the page on the mock server, in headless Chromium. Exit 0: all passed, 1: a check failed.
import assert from 'node:assert/strict';
import { startMock } from '../mock/server.mjs';
import { openBrowser, until } from './browser.mjs';
import { decisions } from './decisions.mjs';

/**
 * Seconds a condition may take to come true. On a loaded machine a healthy page may need long for anything; what has a limit of its own is measured
 * in the page, by its clock. A condition that is true before what should bring it about is no use here: wait for the change first.
 */
const WAIT = 40;
const tests = [];
const test = (name, run) => tests.push({ name, run });
const vigie = (page, key) => page.evaluate((k) => window.vigie?.[k], key);

async function withPage({ mock = {}, browser = {}, query = '' }, run) {
  const server = await startMock(mock);
  const { page, errors, close } = await openBrowser(browser);
  try {
    await page.goto(server.url + query);
    page.setDefaultTimeout(WAIT * 1000);
    await until('the page to stand', WAIT, () => page.evaluate(() => window.vigie !== undefined));
    await run(page, server, errors);
  } finally {
    await close();
    await server.close();
  }
}
/** The tracks are painted and counted, the alerts are listed, the letters have their shape. */
const painted = (page) =>
  until('symbols painted, alerts listed', WAIT, () =>
    page.evaluate(async () => {
      await document.fonts.ready;
      const counted = document.querySelector('[data-testid="track-count"]')?.textContent.trim() ?? '0';
      return (window.vigie?.painted.symbols ?? 0) >= 40 && document.querySelectorAll('[data-testid="alerts"] > [data-alert]').length > 0 && counted !== '0';
    }),
  );

/** The map has come to rest somewhere else than at `before`. */
async function rested(page, before) {
  let last = JSON.stringify(before);
  await until('the map to move', WAIT, async () => JSON.stringify(await vigie(page, 'view')) !== last);
  await until('the map to rest', WAIT, async () => {
    const now = JSON.stringify(await vigie(page, 'view'));
    const same = now === last;
    last = now;
    return same;
  }, 400);
}

/** Finds a track as an operator does, by its name. */
async function choose(page, name) {
  await page.keyboard.press('/');
  await until('the field to take letters', WAIT, () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'combobox'));
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await until(`${name} selected`, WAIT, async () => (await vigie(page, 'selected')) !== null);
}

/** Every track inside the map but `spare` has ink at its place, and there are at least `least` of them. */
async function allInked(page, least, spare) {
  let seen = null;
  const good = async () => {
    seen = await inked(page);
    return seen.inside >= least && seen.inked >= seen.inside - spare;
  };
  await until('ink where tracks are', WAIT, good, 250).catch((error) => {
    throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
  });
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
    await allInked(page, 30, 0);
    await until('30 tracks moved', WAIT, async () => (await vigie(page, 'moved')) >= 30);
    assert.deepEqual(errors, []);
  }));

test('after a pan and a zoom the tracks still lie where they are', () =>
  withPage({}, async (page) => {
    await painted(page);
    const before = await vigie(page, 'view');
    await page.mouse.move(400, 350);
    await page.mouse.down();
    await page.mouse.move(520, 300, { steps: 5 });
    await page.mouse.up();
    await rested(page, before);
    const panned = await vigie(page, 'view');
    await page.keyboard.press('+');
    await rested(page, panned);
    await allInked(page, 10, 1);
  }));

test('alerts are listed in rank, Space acknowledges after the name is asked once, and the server is told', () =>
  withPage({ query: '?lang=fr' }, async (page, server, errors) => {
    await painted(page);
    const kinds = await page.locator('[data-testid="alerts"] > li').evaluateAll((l) => l.map((e) => e.dataset.kind));
    assert.deepEqual(kinds, ['emergency_squawk', 'border_crossing', 'area_entry', 'border_crossing', 'border_crossing', 'border_crossing']);
    await page.keyboard.press('Space');
    await page.getByTestId('operator-name').fill('A. Moussa');
    await page.keyboard.press('Enter');
    await until('the acknowledgement at the server', WAIT, () => server.acknowledgements.length === 1);
    assert.deepEqual(server.acknowledgements, [{ id: 3, operator: 'A. Moussa' }]);
    await page.getByText('Acquittée par A. Moussa').first().waitFor();
    // The name is not asked again; the button does the same as the key.
    await page.locator('li.warning[data-kind="border_crossing"] .acknowledge').click();
    await until('the second acknowledgement', WAIT, () => server.acknowledgements.length === 2);
    assert.equal(server.acknowledgements[1].id, 2);
    // A caution has the same in small.
    await page.locator('li.caution[data-alert="6"] .acknowledge').click();
    await until('the third acknowledgement', WAIT, () => server.acknowledgements.length === 3);
    assert.equal(server.acknowledgements[2].id, 6);
    await page.locator('li[data-alert="6"]').getByText('Acquittée par A. Moussa').waitFor();
    assert.deepEqual(errors, []);
  }));

test('a card says the essential in the units people speak in, the rest when it is selected', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    const card = page.locator('li[data-alert="2"]');
    assert.match(await card.innerText(), /AVERTISSEMENT\s+#1001[\s\S]*Frontière Nigeria – Niger : entrée[\s\S]*sans transpondeur[\s\S]*niveau inconnu/);
    assert.doesNotMatch(await card.innerText(), /incertitude/);
    await card.locator('.jump').click();
    await until('the rest', WAIT, async () => /incertitude \(m\) 210/.test(await card.innerText()));
    const caution = page.locator('li[data-alert="5"]');
    assert.match((await caution.innerText()).replace(/\s+/g, ' '), /Frontière Niger : sortie .*F330 · 455 kt · 0,3 NM au-delà/);
  }));

/** The outlines of the FIR lie inside the map. */
async function outlinesInside(page) {
  const { width, height } = await page.getByTestId('tracks').boundingBox();
  const { cx, cy, world } = await vigie(page, 'view');
  const y = (lat) => 0.5 - Math.log((1 + Math.sin((lat * Math.PI) / 180)) / (1 - Math.sin((lat * Math.PI) / 180))) / (4 * Math.PI);
  const inside = (lon, lat) => Math.abs((lon + 180) / 360 - cx) * world <= width / 2 && Math.abs(y(lat) - cy) * world <= height / 2;
  return inside(0.2, 11.7) && inside(16, 24);
}

test('who looks at the home view sees the whole of it after the window has changed; who has moved the map stays where they are', () =>
  withPage({ browser: { width: 1920, height: 1080 } }, async (page) => {
    await painted(page);
    await page.setViewportSize({ width: 1100, height: 640 });
    await until('the home view', WAIT, () => outlinesInside(page));
    const before = await vigie(page, 'view');
    await page.keyboard.press('+');
    await rested(page, before);
    const { world } = await vigie(page, 'view');
    await page.setViewportSize({ width: 1280, height: 720 });
    await until('the new size', WAIT, async () => (await vigie(page, 'view')).width > before.width);
    assert.equal((await vigie(page, 'view')).world, world);
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
      await until('the home view', WAIT, () => outlinesInside(page));
    }));
}

test('tentative tracks are faint marks until they are asked for', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    assert.equal(await vigie(page, 'tentative'), 1);
    assert.equal(await page.getByTestId('track-count').innerText(), '59');
    assert.equal(await page.getByTestId('tentative').innerText(), '1 en initiation');
    await until('one faint mark', WAIT, async () => (await vigie(page, 'painted')).faint === 1);
    await page.keyboard.press('i');
    await until('60 listed', WAIT, async () => (await page.getByTestId('track-count').innerText()) === '60');
    await until('no faint mark', WAIT, async () => (await vigie(page, 'painted')).faint === 0);
    await page.getByTestId('tentative').click();
    await until('59 listed', WAIT, async () => (await page.getByTestId('track-count').innerText()) === '59');
  }));

test('the panel of a track says which sensors saw it when, and how good it is', () =>
  withPage({ query: '?lang=en' }, async (page, _server, errors) => {
    await painted(page);
    await page.locator('[role="row"]', { hasText: 'AFR113' }).click();
    const seen = page.getByTestId('contributions');
    await until('ages', WAIT, async () => /Niamey ADS-B\s+ADS-B\s+\d+ s/.test(await seen.innerText()));
    assert.match(await page.getByTestId('details').innerText(), /NIC 8 NACp 9 SIL 3[\s\S]*8 m \(1 σ\)[\s\S]*42 plots/);
    assert.deepEqual(errors, []);
  }));

test('notes of sensors are in the page’s language', () =>
  withPage({ query: '?lang=fr' }, async (page) => {
    await painted(page);
    const sensors = page.getByTestId('sensors');
    await sensors.getByText('catégorie ASTERIX 062 inconnue').waitFor();
    await sensors.getByText('non connecté : 10.0.0.7:30005 : connexion refusée').waitFor();
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    await sensors.getByText('ASTERIX category 062 is not known').waitFor();
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
      const before = await vigie(page, 'view');
      await page.keyboard.press('+');
      await rested(page, before);
    }
    await page.keyboard.press('Escape');
    // It is alone in the middle now; of the eight places round it one has its label.
    const box = await page.getByTestId('tracks').boundingBox();
    await until('a label to be hit', WAIT, async () => {
      for (const [dx, dy] of [[35, -30], [35, 30], [-35, -30], [-35, 30], [35, 0], [-35, 0], [0, -30], [0, 30]]) {
        const { number, x, y } = (await page.evaluate(() => window.vigie.list())).find((t) => t.title === 'RAM224');
        await page.mouse.click(box.x + x + dx, box.y + y + dy);
        if ((await vigie(page, 'selected')) === number) return true;
        await page.keyboard.press('Escape');
      }
      return false;
    });
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
    await until('flowing again', WAIT, async () => (await vigie(page, 'condition')) === 'flowing');
    await until('nothing selected', WAIT, async () => (await vigie(page, 'selected')) === null);
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
    await page.getByText('Refused: already acknowledged').waitFor();
  }));

/** Runs in the page before its own script: notes when the last binary message came, whatever the page makes of it. */
function watchFrames() {
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...address) {
      super(...address);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') window.lastFrameMs = performance.now();
      });
    }
  };
}

/** Runs in the page: how long after the last frame an element stood there, and by how much timers were late in that time at most. */
function watchBanner(selector) {
  return new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`never seen: ${selector}`)), 40_000);
    const everyMs = 20;
    let frame = window.lastFrameMs;
    let due = performance.now() + everyMs;
    let lateMs = 0;
    const look = () => {
      const now = performance.now();
      if (frame !== window.lastFrameMs) lateMs = 0;
      frame = window.lastFrameMs;
      lateMs = Math.max(lateMs, now - due);
      due = now + everyMs;
      setTimeout(look, everyMs);
    };
    setTimeout(look, everyMs);
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector(selector)) return;
      observer.disconnect();
      const now = performance.now();
      done({ afterMs: now - window.lastFrameMs, lateMs: Math.max(lateMs, now - due) });
    }).observe(document.body, { childList: true, subtree: true });
  });
}

test('the picture is said to be frozen within 3 s of silence, and no longer when it flows', () =>
  withPage({ query: '?lang=fr' }, async (page, server, errors) => {
    const banner = page.getByTestId('frozen');
    await page.addInitScript(watchFrames);
    await page.reload();
    await painted(page);
    await until('no banner', WAIT, async () => (await vigie(page, 'condition')) === 'flowing' && (await banner.count()) === 0);
    const seen = page.evaluate(watchBanner, '[data-testid="frozen"]');
    await page.evaluate(() => 0); // the watch stands before the silence begins
    server.pause();
    const { afterMs, lateMs } = await seen;
    // What the machine kept the page's timers waiting is not the page's doing; a page that blocks itself for seconds is.
    const allowedMs = 3000 + Math.min(lateMs, 3000);
    assert.ok(afterMs <= allowedMs, `banner ${Math.round(afterMs)} ms after the last frame, timers up to ${Math.round(lateMs)} ms late`);
    assert.ok(afterMs >= 2000, `banner already after ${Math.round(afterMs)} ms, though a heartbeat may take 1 s`);
    assert.ok(await banner.isVisible());
    assert.match(await banner.innerText(), /IMAGE FIGÉE/);
    server.resume();
    await until('the banner to go', WAIT, async () => !(await banner.isVisible()), 50);
    server.stall(true);
    // Heartbeats that are late by more than 2 s would be said to be silence first.
    await until('frozen although heartbeats come', WAIT, async () => (await banner.count()) > 0 && /n’avance plus/.test(await banner.innerText()), 50);
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
    const frozen = page.getByTestId('frozen');
    await until('frozen', WAIT, async () => (await frozen.count()) > 0 && /PICTURE FROZEN[\s\S]*Reconnecting/.test(await frozen.innerText()));
    assert.match(await page.getByTestId('link').innerText(), /Reconnecting/);
    second = await startMock({ port, seed: 99 });
    await until('flowing again', WAIT, async () => (await vigie(page, 'condition')) === 'flowing');
    await until('no banner', WAIT, async () => (await frozen.count()) === 0);
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
    assert.match(await page.getByTestId('mode-banner').innerText(), /^REPLAY: THESE DATA ARE PAST$/);
    assert.equal(await page.getByTestId('exercise').count(), 0);
    server.stall(true);
    await until('paused said, and not frozen', WAIT, () => page.evaluate(() => /PAUSED/.test(document.querySelector('[data-testid="mode"]').textContent) && !document.querySelector('[data-testid="frozen"]')));
  });
});

for (const [lang, mode, strip, title] of [
  ['fr', 'REJEU', 'REJEU D’UN EXERCICE : CECI N’EST PAS LA SITUATION RÉELLE', /^REJEU D’UN EXERCICE · Vigie/],
  ['en', 'REPLAY', 'REPLAY OF AN EXERCISE (EXERCICE): THIS IS NOT THE REAL SITUATION', /^REPLAY OF AN EXERCISE \(EXERCICE\) · Vigie/],
]) {
  test(`the replay of an exercise is said to be both (${lang})`, () =>
    withPage({ mock: { mode: 'replay', exercise: true }, query: `?lang=${lang}` }, async (page, server, errors) => {
      await painted(page);
      assert.equal((await page.getByTestId('mode').innerText()).trim(), mode);
      assert.equal((await page.getByTestId('exercise').innerText()).trim(), 'EXERCICE');
      assert.equal((await page.getByTestId('mode-banner').innerText()).trim(), strip);
      assert.match(await page.title(), title);
      assert.deepEqual([await vigie(page, 'mode'), await vigie(page, 'exercise')], ['replay', true]);
      assert.equal(await page.locator('.acknowledge').count(), 0);
      // The widest the top bar can get.
      server.stall(true);
      await until('paused', WAIT, async () => (await vigie(page, 'condition')) === 'paused');
      const overflow = await page.evaluate(() => [...document.querySelectorAll('header')].filter((e) => e.scrollWidth > e.clientWidth + 1).length);
      assert.equal(overflow, 0);
      assert.deepEqual(errors, []);
    }));
}

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
    const details = page.getByTestId('details');
    // A list that sorts itself anew under the pointer gives another row.
    await until('the row of AFR113 to be hit', WAIT, async () => {
      await page.locator('[role="row"]', { hasText: 'AFR113' }).click();
      return /AFR113/.test(await details.innerText());
    });
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
    await until('RAM224 to be hit', WAIT, async () => {
      const track = (await page.evaluate(() => window.vigie.list())).find((t) => t.title === 'RAM224');
      const box = await page.getByTestId('tracks').boundingBox();
      await page.mouse.click(box.x + track.x, box.y + track.y);
      return (await vigie(page, 'selected')) === track.number;
    });
  }));

test('find, vectors, level filter, help, follow and next alert by keyboard', () =>
  withPage({ query: '?lang=en' }, async (page, _server, errors) => {
    await painted(page);
    await choose(page, 'nig501');
    assert.equal(await vigie(page, 'selected'), 1010);
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Follow', pressed: true }).waitFor();
    await page.keyboard.press('9');
    await page.getByRole('button', { name: 'Speed vector 9 min', pressed: true }).waitFor();
    await page.keyboard.press(']');
    await until('a filtered list', WAIT, async () => /^\d+ of 59$/.test(await page.getByTestId('track-count').innerText()));
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
    await page.getByText('Base map unavailable').waitFor();
    const before = await page.evaluate(() => window.vigie.view);
    await page.mouse.move(400, 350);
    await page.mouse.down();
    await page.mouse.move(500, 350, { steps: 4 });
    await page.mouse.up();
    await page.mouse.wheel(0, -300);
    await until('a pan and a zoom', WAIT, async () => {
      const after = await vigie(page, 'view');
      return after.cx < before.cx && after.world > before.world;
    });
    await allInked(page, 5, 1);
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
    await page.getByTestId('empty').getByText('No sensor configured').waitFor();
  });
  await withPage({ mock: { empty: 'tracks' }, query: '?lang=en' }, async (page) => {
    await page.getByTestId('empty').getByText('No traffic').waitFor();
  });
});

decisions(test, { withPage, painted, choose, vigie, WAIT });

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
