// One person, several tabs, and the ends of a session: one tab syncs for all, another takes over when it goes, and nothing
// that was saved on the device is lost when the session runs out or somebody signs out.

import { FOUNDER, createCustomer, editFact, openCustomer, signUp, whenSynced } from '../support/acts.mjs';
import { expect, faults as test, whenInstalled } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };
const LIU = { name: '刘思远', phone: '13900139000' };

/** Well below the interval of polls, so that only a word between tabs can have done it. */
const SOON = { timeout: 8_000 };

const onServer = (server, name) => server.count('rec', "kind = 'customer' and json_extract(body, '$.name') = ?", name);
const badge = (page, words) => page.getByRole('button', { name: words }).first();

test.describe.configure({ timeout: 120_000 });

test('the leading tab sends at once what another tab saves, and another leads when it goes', async ({ page, context, server }) => {
  await signUp(page);
  await whenSynced(page);
  const other = await context.newPage();
  await other.goto('/customers');
  await whenSynced(other);
  await createCustomer(other, WANG);
  await expect.poll(() => onServer(server, WANG.name), SOON).toBe(1);
  await page.goto('/customers');
  await expect(page.getByRole('link', { name: WANG.name }).first()).toBeVisible(SOON);

  await page.close();
  await createCustomer(other, LIU);
  await expect.poll(() => onServer(server, LIU.name), SOON).toBe(1);
  await whenSynced(other);
  const { mid } = await server.db.prepare('select mid from device').first();
  expect(mid, 'both tabs number their work together').toBe(2);
});

test('work of two tabs without a network is in both, and is sent once', async ({ page, context, server }) => {
  await signUp(page);
  await whenSynced(page);
  await whenInstalled(page);
  await server.cut();
  await context.setOffline(true);
  const other = await context.newPage();
  await createCustomer(other, WANG);
  await createCustomer(page, LIU);
  await page.goto('/customers');
  await other.goto('/customers');
  for (const tab of [page, other]) {
    await expect(tab.getByRole('link', { name: WANG.name }).first()).toBeVisible();
    await expect(tab.getByRole('link', { name: LIU.name }).first()).toBeVisible();
  }
  await server.mend();
  await context.setOffline(false);
  await Promise.all([whenSynced(page), whenSynced(other)]);
  expect(await server.count('rec', "kind = 'customer'")).toBe(2);
});

test('what a tab saved that died without a word is sent when another one opens', async ({ page, context, server }) => {
  await signUp(page);
  await whenSynced(page);
  const mute = await context.newPage();
  await mute.addInitScript(() => { BroadcastChannel.prototype.postMessage = () => {}; });
  await createCustomer(mute, WANG);
  await mute.close();
  expect(await onServer(server, WANG.name)).toBe(0);
  const other = await context.newPage();
  await other.goto('/customers');
  await expect.poll(() => onServer(server, WANG.name), SOON).toBe(1);
  await Promise.all([whenSynced(page), whenSynced(other)]);
});

test('what a tab saved unheard and the server refuses is in the tray of every tab', async ({ page, context, server }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await createCustomer(page, LIU);
  await whenSynced(page);
  // Purged by somebody else, which this device has not heard of yet.
  await server.db.prepare("update rec set st = 2 where json_extract(body, '$.name') = ?").bind(WANG.name).run();
  await server.cut();
  const mute = await context.newPage();
  await mute.addInitScript(() => { BroadcastChannel.prototype.postMessage = () => {}; });
  await openCustomer(mute, WANG.name);
  await editFact(mute, 'WeChat', 'wang-1972');
  // This tab leads, knows its own work alone, and sends both.
  await editFact(page, 'City', '上海');
  await server.mend();
  await expect(badge(page, 'Needs attention (1)')).toBeVisible({ timeout: 30_000 });
  expect(await server.count('rec', "body like '%上海%'")).toBe(1);
  for (const tab of [page, mute]) {
    await tab.goto('/outbox');
    await expect(tab.getByRole('article')).toContainText('The record was removed for good');
  }
});

test.describe('a session that ran out', () => {
  test.use({ quiet: [/status of 401/] });

  test('loses nothing: work goes on and is sent after signing in again', async ({ page, server }) => {
    await signUp(page);
    await createCustomer(page, LIU);
    await whenSynced(page);
    await server.db.prepare('delete from session').run();
    await createCustomer(page, WANG);
    await expect(badge(page, /Sign in to sync/)).toBeVisible({ timeout: 20_000 });
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: WANG.name })).toBeVisible();
    expect(await onServer(server, WANG.name)).toBe(0);

    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Password', { exact: true }).fill(FOUNDER.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect.poll(() => onServer(server, WANG.name), { timeout: 20_000 }).toBe(1);
    await whenSynced(page);
  });
});
