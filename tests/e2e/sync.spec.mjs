// The whole path between devices: what one writes the other reads, what two write apart comes together, and a server that dies
// in the middle of a push loses nothing and doubles nothing.

import { createCustomer, editFact, openCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

/** Longer than the interval at which a visible page asks for news. */
const POLL = 25_000;
const WANG = { name: '王建国', phone: '13800138000' };
const LIU = { name: '刘思远', phone: '13900139000' };

const fact = (page, text) => page.getByText(text, { exact: true }).first();

async function secondDevice(browser, baseURL, use) {
  const context = await browser.newContext({ baseURL, viewport: use.viewport, hasTouch: use.hasTouch, locale: 'en-GB' });
  return context.newPage();
}

test.describe.configure({ timeout: 120_000 });

test('a second device has the same data, and sees an edit within the poll interval', async ({ page, browser, baseURL, viewport, hasTouch }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);

  const other = await secondDevice(browser, baseURL, { viewport, hasTouch });
  await signIn(other);
  await openCustomer(other, 'wjg', WANG.name);

  await editFact(page, 'WeChat', 'wang-1972');
  await expect(fact(other, 'wang-1972')).toBeVisible({ timeout: POLL });
});

test('two devices apart: different fields meet, the same field goes to the later edit, nothing is lost', async ({
  page, context, browser, baseURL, server, viewport, hasTouch,
}) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await createCustomer(page, LIU);
  await whenSynced(page);
  const other = await secondDevice(browser, baseURL, { viewport, hasTouch });
  await signIn(other);
  await openCustomer(other, LIU.name);
  await Promise.all([whenInstalled(page), whenInstalled(other)]);

  await server.cut();
  await Promise.all([context.setOffline(true), other.context().setOffline(true)]);

  await openCustomer(page, WANG.name);
  await editFact(page, 'City', '上海');
  await openCustomer(other, WANG.name);
  await editFact(other, 'WeChat', 'wang-offline');
  await openCustomer(page, LIU.name);
  await editFact(page, 'City', '苏州');
  await openCustomer(other, LIU.name);
  await editFact(other, 'City', '杭州');

  await Promise.all([page.reload(), other.reload()]);
  await expect(fact(page, '苏州')).toBeVisible();
  await expect(fact(other, '杭州')).toBeVisible();

  // The tab dies as soon as the edit is saved on this device.
  await editFact(page, 'Street', '人民路 88 号');
  await page.close({ runBeforeUnload: false });

  await server.mend();
  await Promise.all([context.setOffline(false), other.context().setOffline(false)]);
  const again = await context.newPage();
  await again.goto('/today');
  // One city lost against the later one; whoever typed it is told.
  const toldOfOne = () => expect(again.getByRole('button', { name: 'Needs attention (1)' }).first()).toBeVisible({ timeout: 30_000 });
  await Promise.all([toldOfOne(), whenSynced(other)]);
  // Each device has to ask once more for what the other sent.
  await Promise.all([again.reload(), other.reload()]);
  await Promise.all([toldOfOne(), whenSynced(other)]);

  for (const device of [again, other]) {
    await openCustomer(device, WANG.name);
    await expect(fact(device, '上海')).toBeVisible({ timeout: POLL });
    await expect(fact(device, 'wang-offline')).toBeVisible({ timeout: POLL });
    await openCustomer(device, LIU.name);
    await expect(fact(device, '杭州')).toBeVisible({ timeout: POLL });
    await expect(fact(device, '人民路 88 号')).toBeVisible({ timeout: POLL });
    await device.goto('/outbox');
    await expect(device.getByText('Nothing waits')).toBeVisible();
  }
  expect(await server.count('rec', "kind = 'customer'")).toBe(2);
});

for (const at of ['request', 'reply', 'half']) {
  test(`a push whose ${at} is lost is repeated and counts once`, async ({ page, server }) => {
    await signUp(page);
    await whenSynced(page);
    server.proxy.lose('/api/v1/push', { at });
    await createCustomer(page, WANG);
    await whenSynced(page);
    expect(await server.count('rec', "kind = 'customer'")).toBe(1);
    expect(await server.count('refusal')).toBe(0);
  });
}

test('whoever works under a clock that runs ahead is told until they have read it', async ({ page }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  const note = page.getByText("This device's clock runs ahead");
  await expect(note).toBeHidden();

  await page.addInitScript(() => {
    const right = Date.now.bind(Date);
    Date.now = () => right() + 3 * 86_400_000;
  });
  await page.reload();
  await editFact(page, 'City', '上海');
  await expect(note).toBeVisible({ timeout: POLL });
  await expect(page.getByText('It shows a time that comes in 3 days. One change got the server')).toBeVisible();
  await expectAccessible(page);
  // It is there after a start too.
  await page.reload();
  await expect(note).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).last().click();
  await expect(note).toBeHidden();
  await page.reload();
  await whenSynced(page);
  await expect(note).toBeHidden();
});

test('the server is killed during a push and started again: nothing lost, nothing twice', async ({ page, server }) => {
  await signUp(page);
  await whenSynced(page);
  const names = Array.from({ length: 5 }, (_, index) => `客户${index}`);
  for (const [index, name] of names.entries()) {
    const pushed = server.proxy.arrival('/api/v1/push');
    await createCustomer(page, { name, phone: `1380013800${index}` });
    await pushed;
    await server.kill();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await server.revive();
  }
  await whenSynced(page);
  expect(await server.count('rec', "kind = 'customer'")).toBe(names.length);
  const { mid } = await server.db.prepare('select mid from device').first();
  expect(mid, 'every group is decided, none is skipped').toBe(names.length);
});

test.describe('data cleared by the browser', () => {
  // Until the new device is known to the server, a push of it is refused.
  test.use({ quiet: [/status of 403/] });

  test('while the app is open is never mistaken for all there is', async ({ page, context, server }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  const browser = await context.newCDPSession(page);
  await browser.send('Storage.clearDataForOrigin', { origin: new URL(server.url).origin, storageTypes: 'indexeddb' });
  await editFact(page, 'City', '上海');
  const stopped = page.getByRole('alert').filter({ hasText: 'deleted the data of this device while the app was open' });
  await expect(stopped).toBeVisible();
  await expectAccessible(page);
  await stopped.getByRole('button', { name: 'Reload' }).click();
  await whenSynced(page);
  await page.goto('/customers');
  await expect(page.getByRole('link', { name: WANG.name }).first()).toBeVisible();
  await createCustomer(page, LIU);
  await expect.poll(() => server.count('rec', "kind = 'customer'"), { timeout: 20_000 }).toBe(2);
});
});
