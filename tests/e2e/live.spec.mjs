// An edit on one device is seen on another at once, because the server announces it; without that the other asks now and then.

import { createCustomer, editFact, openCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, faults as test } from '../support/fixtures.mjs';

/** What must hold of most edits; a device that only asked would be fifteen times slower on average half the time. */
const AT_ONCE = 1_000;
/** What must hold of each, on a machine that other tests keep busy too: still far from asking every 15 s. */
const SOON = 4_000;
/** Longer than the interval at which a visible page asks without a socket. */
const POLL = 25_000;
const WANG = { name: '王建国', phone: '13800138000' };

const fact = (page, text) => page.getByText(text, { exact: true }).first();

/** Resolves when the page listens. Whoever wants to know calls it before the page opens. */
const listening = (page) => new Promise((resolve) => {
  page.on('websocket', (socket) => {
    if (socket.url().endsWith('/api/v1/live')) socket.on('framereceived', () => resolve());
  });
});

async function secondDevice({ browser, baseURL, viewport, hasTouch }) {
  const context = await browser.newContext({ baseURL, viewport, hasTouch, locale: 'en-GB' });
  return context.newPage();
}

test.describe.configure({ timeout: 120_000 });

test('an edit is seen on another device because it is announced, again and again', async ({ page, browser, baseURL, viewport, hasTouch }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  const other = await secondDevice({ browser, baseURL, viewport, hasTouch });
  const frames = [];
  // A page that is loaded anew listens anew.
  other.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(payload)));
  const heard = listening(other);
  await signIn(other);
  await openCustomer(other, 'wjg', WANG.name);
  await heard;
  const took = [];
  for (const city of ['上海', '杭州', '苏州', '宁波', '温州']) {
    await editFact(page, 'City', city);
    const since = performance.now();
    await fact(other, city).waitFor({ timeout: SOON });
    took.push(performance.now() - since);
  }
  expect(took.filter((ms) => ms > AT_ONCE).length, `more than two of ${took.map(Math.round)} ms`).toBeLessThanOrEqual(2);
  // Nothing of a record travels on the socket.
  for (const frame of frames) expect(Object.keys(JSON.parse(frame)).sort()).toEqual(['crowd', 'seq']);
  expect(frames.length).toBeGreaterThanOrEqual(5);
});

test('a device that has lost its socket asks by itself, and listens again when it can', async ({ page, server, browser, baseURL, viewport, hasTouch }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  const other = await secondDevice({ browser, baseURL, viewport, hasTouch });
  const heard = listening(other);
  await signIn(other);
  await openCustomer(other, 'wjg', WANG.name);
  await heard;

  server.proxy.deafen();
  await editFact(page, 'City', '上海');
  await expect(fact(other, '上海')).toBeVisible({ timeout: POLL });

  const again = listening(other);
  server.proxy.deafen(false);
  await again;
  await editFact(page, 'City', '杭州');
  await expect(fact(other, '杭州')).toBeVisible({ timeout: SOON });
});

test('only the tab that leads listens, and the next one does when it is gone', async ({ page, context }) => {
  const first = listening(page);
  await signUp(page);
  await whenSynced(page);
  await first;
  const second = await context.newPage();
  let sockets = 0;
  second.on('websocket', () => sockets++);
  await second.goto('/today');
  await whenSynced(second);
  expect(sockets).toBe(0);
  const takes = listening(second);
  await page.close();
  await takes;
});
