// Forecourt on the workload: a device syncs for the first time, starts anew, filters, sorts, searches, edits. Every figure ends
// with paint.

import { FOUNDER, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { start } from '../support/server.mjs';
import { pageOf, withProfile } from './browser.mjs';
import { LEVEL, makeCustomers, SEARCH, toFields } from './workload.mjs';

/** Rows that one statement of the seeding inserts. */
const SLICE = 2_000;

/** Puts the customers into the first store of the only dealership, as if they had been synced there. */
export async function seed(db, customers) {
  const { ten, seq } = await db.prepare('select ten, seq from tenant').first();
  const { unit } = await db.prepare("select value unit from staff_access, json_each(units) where value like 's:%'").first();
  const { hlc } = await db.prepare('select max(hlc) hlc from rec').first();
  for (let from = 0; from < customers.length; from += SLICE) {
    const rows = customers.slice(from, from + SLICE).map((customer) => [customer.id, toFields(customer)]);
    await db.prepare(
      `insert into rec(ten, kind, id, unit, st, seq, vseq, hlc, body, clk)
       select ?1, 'customer', value ->> 0, ?2, 0, ?3 + key + 1, ?3 + key + 1, ?4, value -> 1, json_object('*', ?4) from json_each(?5)`,
    )
    .bind(ten, unit, seq + from, hlc, JSON.stringify(rows)).run();
  }
  await db.prepare('update tenant set seq = ?').bind(seq + customers.length).run();
}

/** Notes in the page when rows of the list are first painted, counted from the navigation. */
export function noteFirstRows() {
  const look = () => {
    if (!document.querySelector('tbody tr a')) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.paintedAt = performance.now(); });
  };
  requestAnimationFrame(look);
}

/** Does something in the page; resolves, in milliseconds, when the rows have changed and been painted. */
export const untilPainted = (page, act, argument) =>
  page.evaluate(([act, argument]) => new Promise((resolve) => {
    const seen = () => document.querySelector('main tbody')?.textContent ?? '';
    const before = seen();
    const from = performance.now();
    const look = () => {
      if (seen() === before) return requestAnimationFrame(look);
      setTimeout(() => resolve(performance.now() - from));
    };
    new Function('argument', act)(argument);
    requestAnimationFrame(look);
  }), [act, argument]);

export const shown = async (page) => Number((await page.locator('.list-foot > span').first().innerText()).match(/[\d,]+/)[0].replaceAll(',', ''));

export async function search(page, words) {
  await page.getByRole('searchbox', { name: 'Search customers' }).fill('');
  await page.waitForTimeout(300);
  return untilPainted(page, `
    const input = document.querySelector('main input[type=search]');
    input.value = argument;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: argument }));`, words);
}

/** Runs in the page: calls `window.kept` when a transaction is complete that put an act into the outbox. */
function hearWhatIsKept() {
  const own = IDBObjectStore.prototype.add;
  window.kept ??= (IDBObjectStore.prototype.add = function (...all) {
    if (this.name === 'outbox') this.transaction.addEventListener('complete', () => window.kept());
    return own.apply(this, all);
  });
}

/**
 * Milliseconds from Enter on the new value of one fact of the customer on the page: until it is strictly kept and laid out, which is
 * what the app takes, and until a frame of the display has it, which is the wait for that frame besides.
 */
export async function edit(page, city) {
  const fact = page.getByRole('button', { name: /^Edit City/ });
  await fact.click();
  const input = page.getByRole('textbox', { name: 'City' });
  await input.fill(city);
  await page.evaluate(hearWhatIsKept);
  return input.evaluate((input, city) => new Promise((resolve) => {
    const from = performance.now();
    const after = () => performance.now() - from;
    const found = {};
    const note = (name) => {
      found[name] = after();
      if (found.kept && found.painted) resolve({ whole: Math.max(found.kept, found.laid), painted: Math.max(found.kept, found.painted) });
    };
    window.kept = () => found.kept ?? note('kept');
    const place = input.closest('dl');
    const seen = new MutationObserver(() => {
      if (!place.querySelector(`[aria-label="Edit City: ${city}"]`)) return;
      seen.disconnect();
      // Asks for style and layout, which a frame would do.
      document.body.getBoundingClientRect();
      note('laid');
      requestAnimationFrame(() => setTimeout(() => note('painted')));
    });
    seen.observe(place, { subtree: true, childList: true, attributes: true });
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  }), city);
}

export async function firstSync(context, count, slow) {
  const page = await pageOf(context, slow);
  const begun = Date.now();
  await signIn(page, FOUNDER);
  const signedIn = Date.now();
  await page.goto('/customers');
  // Asked in the page, and seldom: what a locator asks over and over took a sixth of the time that it measured.
  await page.waitForFunction(() => document.querySelector('tbody tr a'), null, { polling: 20, timeout: 120_000 });
  const first = Date.now() - signedIn;
  await page.waitForFunction((count) => document.querySelector('.list-foot')?.textContent.includes(count), count.toLocaleString('en'), { polling: 50, timeout: 600_000 });
  await whenSynced(page, 600_000);
  const insert = Date.now() - signedIn;
  // What was put down page by page is made into segments when nobody works.
  await page.waitForTimeout(Math.min(20_000, 3_000 + (Date.now() - begun) / 4));
  return { insert, first };
}

async function use(context, slow) {
  const page = await pageOf(context, slow);
  await page.addInitScript(noteFirstRows);
  await page.goto('/customers');
  await page.waitForFunction(() => window.paintedAt !== undefined, null, { timeout: 120_000 });
  const result = { cold: await page.evaluate(() => window.paintedAt) };
  // The other half of the program comes in the background.
  await page.waitForTimeout(2_000);
  result.hit = await search(page, SEARCH.hit);
  result.foundHit = await shown(page);
  result.miss = await search(page, SEARCH.miss);
  await page.goto(`/customers?level=${LEVEL}`);
  await page.waitForFunction(() => document.querySelector('tbody tr a'));
  result.foundFilter = await shown(page);
  result.sort = await untilPainted(page, "document.querySelector('main thead th button').click();");
  await page.locator('main tbody tr a').first().click();
  result.edit = (await edit(page, '广州')).whole;
  return result;
}

/** Milliseconds of one run in fresh profiles against a fresh server. */
export async function measureForecourt(count, slow) {
  const server = await start();
  try {
    await withProfile(server.url, async (open) => {
      const context = await open();
      await signUp(await context.newPage());
      await context.close();
    });
    await seed(server.db, makeCustomers(count));
    return await withProfile(server.url, async (open) => {
      const first = await open();
      const filled = await firstSync(first, count, slow);
      await first.close();
      const second = await open();
      const used = await use(second, slow);
      await second.close();
      return { ...filled, ...used };
    });
  } finally {
    await server.stop();
  }
}
