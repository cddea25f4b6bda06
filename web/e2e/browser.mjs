// Headless Chromium for the end-to-end tests: software rendering, its own empty profile, no traffic of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-dev-shm-usage',
];

/** Opens a browser with one page. `errors` gathers console errors, warnings about audio, and uncaught exceptions. */
export async function openBrowser({ width = 1280, height = 720, locale = 'fr-FR', reducedMotion = 'no-preference', flags = [] } = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'vigie-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, ...flags],
    viewport: { width, height },
    locale,
    reducedMotion,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && message.location().url !== 'chrome-error://chromewebdata/') errors.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && !['data:', 'blob:'].includes(protocol)) {
      const expected = new URL(page.url() === 'about:blank' ? request.url() : page.url()).hostname;
      if (hostname !== expected) errors.push(`request to the outside: ${request.url()}`);
    }
  });
  return {
    page,
    errors,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Waits until `read()` says true, or fails with what it was waiting for. Returns the seconds it took. */
export async function until(what, seconds, read, every = 100) {
  const start = performance.now();
  for (;;) {
    if (await read()) return (performance.now() - start) / 1000;
    if (performance.now() - start > seconds * 1000) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((done) => setTimeout(done, every));
  }
}
