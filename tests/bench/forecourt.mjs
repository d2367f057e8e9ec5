// Forecourt on the workload: a person imports the file, starts the browser anew, and searches. Every figure ends with paint.

import { expect } from '@playwright/test';
import { signUp, whenSynced } from '../support/acts.mjs';
import { start } from '../support/server.mjs';
import { withProfile } from './browser.mjs';
import { makeCustomers, SEARCH, toCsv } from './workload.mjs';

/** Notes in the page when rows of the list are first painted, counted from the navigation. */
function noteFirstRows() {
  const look = () => {
    if (!document.querySelector('tbody tr a')) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.paintedAt = performance.now(); });
  };
  requestAnimationFrame(look);
}

/** Types into the search field and resolves, in milliseconds, when the rows have changed and been painted. */
async function search(page, words) {
  const box = page.getByRole('searchbox', { name: 'Search customers' });
  await box.fill('');
  await page.waitForTimeout(300);
  return box.evaluate((input, words) => new Promise((resolve) => {
    const seen = () => document.querySelector('main tbody')?.textContent ?? '';
    const before = seen();
    const from = performance.now();
    const look = () => {
      if (seen() === before) return requestAnimationFrame(look);
      setTimeout(() => resolve(performance.now() - from));
    };
    input.value = words;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: words }));
    requestAnimationFrame(look);
  }), words);
}

async function importFile(page, customers) {
  await page.goto('/import');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file' }).click()]);
  await chooser.setFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(toCsv(customers)) });
  const go = page.getByRole('button', { name: /^Import [\d,]+ rows$/ });
  await expect(go).toBeEnabled({ timeout: 120_000 });
  return go.evaluate((button) => new Promise((resolve) => {
    const from = performance.now();
    const done = () => {
      if (!document.body.textContent.includes('Saved on this device. It syncs by itself.')) return requestAnimationFrame(done);
      resolve(performance.now() - from);
    };
    button.click();
    requestAnimationFrame(done);
  }));
}

/** Milliseconds of one run in a fresh profile against a fresh server. */
export async function measureForecourt(count) {
  const server = await start();
  try {
    return await withProfile(server.url, async (open) => {
      const first = await open();
      const page = await first.newPage();
      await signUp(page);
      const insert = await importFile(page, makeCustomers(count));
      // What is stored and what is sent are two things: the peers have no server.
      await whenSynced(page, 300_000);
      await first.close();

      const second = await open();
      const cold = await second.newPage();
      await cold.addInitScript(noteFirstRows);
      await cold.goto('/customers');
      await cold.waitForFunction(() => window.paintedAt !== undefined);
      const result = { insert, cold: await cold.evaluate(() => window.paintedAt) };
      result.hit = await search(cold, SEARCH.hit);
      result.miss = await search(cold, SEARCH.miss);
      await second.close();
      return result;
    });
  } finally {
    await server.stop();
  }
}
