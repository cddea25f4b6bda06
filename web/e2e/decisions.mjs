// End-to-end tests of what an operator decides and enters: who a track is, plans, messages, permits. Run by mock.mjs.
import assert from 'node:assert/strict';
import { until } from './browser.mjs';

/** Adds the tests; the tools are those of mock.mjs. */
export function decisions(test, { withPage, painted, choose, vigie, WAIT }) {
  test('the panel of a track says why it is and who it is; a decision is made by keyboard, under a name, with a reason', () =>
    withPage({ query: '?lang=en' }, async (page, _server, errors) => {
      await painted(page);
      await choose(page, 'AFR113');
      await page.getByTestId('why').getByText(/^Track \d+ is a target\.$/).waitFor();
      const who = page.getByTestId('who');
      await who.getByText('Not established.').waitFor();
      // Text of the server is text.
      await who.getByText('<img src=x onerror=alert(1)>').waitFor();
      assert.equal(await page.getByTestId('details').locator('img').count(), 0);
      await who.getByRole('button', { name: 'Identify…' }).focus();
      await page.keyboard.press('Enter');
      const form = page.getByTestId('decide');
      await form.waitFor();
      // Escape closes the form alone.
      await page.keyboard.press('Escape');
      await until('the form closed', WAIT, async () => (await form.count()) === 0);
      assert.notEqual(await vigie(page, 'selected'), null);
      await until('the focus back', WAIT, () => page.evaluate(() => document.activeElement?.getAttribute('data-act') === 'identify'));
      await page.keyboard.press('Enter');
      await until('the field to take letters', WAIT, () => page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'decide-identity'));
      await page.keyboard.press('Tab');
      await page.keyboard.type('refuse');
      await page.keyboard.press('Enter');
      await page.getByTestId('operator-name').fill('A. Moussa');
      await page.keyboard.press('Enter');
      await form.getByText('Refused: the plan is over').waitFor();
      await page.getByTestId('decide-reason').fill('radio contact');
      await page.keyboard.press('Enter');
      await who.getByText('Decided by A. Moussa: radio contact.').waitFor();
      assert.match(await who.innerText(), /identified\s+AFR113/);
      await page.getByRole('button', { name: 'FR', exact: true }).click();
      await who.getByText('Décidé par A. Moussa : radio contact.').waitFor();
      await who.getByRole('button', { name: 'Retirer la décision…' }).click();
      await page.getByTestId('decide-reason').fill('erreur');
      await page.keyboard.press('Enter');
      await who.getByText('Non établi.').waitFor();
      assert.deepEqual(errors.filter((e) => !e.includes('409')), []);
    }));

  test('plans by keyboard: who is looked for first, a position report, a message put right, a permit and its end', () =>
    withPage({ query: '?lang=en' }, async (page, _server, errors) => {
      await painted(page);
      await page.keyboard.press('p');
      const panel = page.getByTestId('plans');
      const rows = page.getByTestId('plan-list').getByRole('button');
      await until('two plans, the one looked for first', WAIT, async () => (await rows.count()) === 2 && /NIG777[\s\S]*INCERFA/.test(await rows.first().innerText()));
      await page.keyboard.type('afr');
      await until('one plan', WAIT, async () => (await rows.count()) === 1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await panel.getByText('<img src=x onerror=alert(1)>').waitFor();
      assert.equal(await panel.locator('img').count(), 0);
      await page.getByTestId('plan-track').click();
      await page.getByTestId('details').getByText('AFR113').first().waitFor();
      const report = page.getByTestId('report');
      await report.getByLabel('Point', { exact: true }).fill('tobuk');
      await report.getByLabel(/^Passed at/).fill('9999');
      await page.keyboard.press('Enter');
      await panel.getByText(/^This time cannot be read/).waitFor();
      await report.getByLabel(/^Passed at/).fill('1028');
      await report.getByLabel(/^Level/).fill('F350');
      await page.keyboard.press('Enter');
      await page.getByTestId('operator-name').fill('A. Moussa');
      await page.keyboard.press('Enter');
      await until('the point passed', WAIT, async () => /TOBUK[\s\S]*10:28\s+F350/.test(await page.getByTestId('plan-points').innerText()));
      await panel.getByRole('button', { name: 'Messages', exact: true }).click();
      await until('the field to take letters', WAIT, () => page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'draft'));
      await page.keyboard.type('(FPL-X');
      await panel.getByRole('button', { name: 'Send' }).click();
      await page.getByTestId('faults').getByText('expected a closing bracket').waitFor();
      // A panel that is closed keeps what was typed.
      await page.keyboard.press('Escape');
      await until('the panel closed, the track still selected', WAIT, async () => (await panel.count()) === 0 && (await vigie(page, 'selected')) !== null);
      await page.keyboard.press('p');
      await panel.getByRole('button', { name: 'Messages', exact: true }).click();
      assert.equal(await page.getByTestId('draft').inputValue(), '(FPL-X');
      await page.getByTestId('draft').fill('');
      await panel.getByRole('button', { name: 'Repair' }).click();
      assert.equal(await page.getByTestId('draft').inputValue(), '(FPL-X');
      await page.getByTestId('draft').fill('(FPL-X)');
      await panel.getByRole('button', { name: 'Send' }).click();
      await panel.getByText('Message taken.').waitFor();
      await panel.getByRole('button', { name: 'Permits', exact: true }).click();
      const permit = page.getByTestId('permit');
      for (const [name, value] of [['number', 'NE/26/117'], ['callsign', 'TST'], ['from', '2026-11-20'], ['to', '2026-11-27 12:00']]) await permit.locator(`[name="${name}"]`).fill(value);
      await page.keyboard.press('Enter');
      const permits = page.getByTestId('permits');
      await permits.getByText('in force', { exact: true }).waitFor();
      await permits.getByRole('button', { name: 'Revoke…' }).click();
      await page.keyboard.type('by note');
      await page.keyboard.press('Enter');
      await permits.getByText('revoked (A. Moussa)').waitFor();
      assert.deepEqual(errors, []);
    }));
}
