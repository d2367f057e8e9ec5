// What two people change apart: the value that lost is kept beside the one that stands, and the record tells who changed what.

import { createCustomer, editFact, openCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };
const fact = (page, text) => page.locator('.record-facts').getByText(text, { exact: true });
const clash = (page) => page.getByRole('region', { name: 'A newer value stands here' });

test.describe.configure({ timeout: 120_000 });

/** Two devices on one record; the first one's edit of the city lost against the other's, which is newer. */
async function overtaken({ page, context, browser, baseURL, server, viewport, hasTouch }) {
  await signUp(page);
  await createCustomer(page, WANG);
  await editFact(page, 'City', '上海');
  await whenSynced(page);
  const elsewhere = await browser.newContext({ baseURL, viewport, hasTouch, locale: 'en-GB' });
  const other = await elsewhere.newPage();
  await signIn(other);
  await openCustomer(other, WANG.name);
  await whenInstalled(page);
  await context.setOffline(true);
  await editFact(page, 'City', '北京');
  await editFact(other, 'City', '杭州');
  await expect.poll(() => server.count('rec', "body ->> 'city' = '杭州'"), { timeout: 20_000 }).toBe(1);
  await context.setOffline(false);
  await whenSettled(server);
  return other;
}

const whenSettled = (server) => expect.poll(() => server.count('hist', "items like '%北京%'"), { timeout: 30_000 }).toBe(1);

test('an edit that was overtaken is shown with both values, and may be taken again', async ({
  page, context, browser, baseURL, server, viewport, hasTouch,
}) => {
  await overtaken({ page, context, browser, baseURL, server, viewport, hasTouch });
  await expect(clash(page)).toContainText('Yours北京', { timeout: 30_000 });
  await expect(clash(page)).toContainText('Now杭州');
  await expect(clash(page)).toContainText('Before上海');
  await expect(fact(page, '杭州')).toBeVisible();
  await expectAccessible(page);

  // It is in the outbox too, and survives a reload there.
  await page.goto('/outbox');
  const card = page.getByRole('article');
  await expect(card).toContainText('Somebody else wrote a newer value');
  await expect(card).toContainText('Now杭州');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Keep theirs' }).click();
  await expect(card).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toBeVisible();
  // What was put back is there after a reload, and what was given up is not.
  await page.reload();
  await expect(card).toBeVisible();

  await openCustomer(page, WANG.name);
  const mine = clash(page).getByRole('button', { name: 'Use mine' });
  await mine.focus();
  await page.keyboard.press('Enter');
  await expect(clash(page)).toBeHidden();
  await expect(fact(page, '北京')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(fact(page, '杭州')).toBeVisible();
  await whenSynced(page);
});

test('the record tells who changed what, marks what did not win, and puts a value back', async ({
  page, context, browser, baseURL, server, viewport, hasTouch,
}) => {
  const other = await overtaken({ page, context, browser, baseURL, server, viewport, hasTouch });
  const changes = other.getByRole('region', { name: 'Changes' });
  await changes.getByRole('button', { name: 'Show who changed what' }).click();
  const lines = changes.getByRole('listitem');
  await expect(lines).toHaveCount(3);
  // Newest first, in the order in which they came to the server.
  await expect(lines.nth(0)).toContainText('City杭州北京did not win');
  await expect(lines.nth(1)).toContainText('City上海杭州');
  await expect(lines.nth(2)).toContainText('Citynot set上海');
  await expect(lines.nth(1)).toContainText('陈宇');
  await expectAccessible(other);

  await lines.nth(1).getByRole('button', { name: 'Put back City: 上海' }).click();
  await expect(fact(other, '上海')).toBeVisible();
  await expect(lines).toHaveCount(4, { timeout: 20_000 });
  await other.getByRole('button', { name: 'Undo' }).last().click();
  await expect(fact(other, '杭州')).toBeVisible();
});

test('without a network the record says where its changes are, and shows them when it is back', async ({ page, context }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await editFact(page, 'City', '上海');
  await whenSynced(page);
  await whenInstalled(page);
  await context.setOffline(true);
  const changes = page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('button', { name: 'Show who changed what' }).click();
  await expect(changes).toContainText('It can be shown when there is a network.');
  await expectAccessible(page);
  await context.setOffline(false);
  await expect(changes.getByRole('listitem')).toHaveCount(1, { timeout: 30_000 });
});

test('a refused edit is compared with what stands, and opens in the form with the values asked for', async ({ page, server }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  await openCustomer(page, WANG.name);
  // The person lost the store meanwhile, which this device has not heard of yet.
  server.proxy.deafen();
  await server.db.prepare("update staff_access set units = '[\"t\"]'").run();
  await editFact(page, 'WeChat', 'wang-1972');
  await expect.poll(() => server.count('refusal'), { timeout: 30_000 }).toBe(1);
  await server.db.prepare("update staff_access set units = (select json_array('t', 's:' || id) from rec where kind = 'org_unit')").run();

  await page.goto('/outbox');
  const card = page.getByRole('article');
  await expect(card).toContainText('The record is not there any more');
  await expect(card).toContainText('Yourswang-1972');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(card).toContainText('Nownot set', { timeout: 20_000 });
  await card.getByRole('button', { name: 'Edit again' }).click();
  await expect(page.getByLabel(/^WeChat/)).toHaveValue('wang-1972');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(fact(page, 'wang-1972')).toBeVisible();
  await expect.poll(() => server.count('rec', "body ->> 'wechat' = 'wang-1972'"), { timeout: 20_000 }).toBe(1);
});

test('a lead that two people moved apart stands as one of them left it, and tells of the other', async ({
  page, context, browser, baseURL, server, viewport, hasTouch,
}) => {
  await signUp(page);
  await page.goto('/leads/new');
  await page.getByRole('button', { name: 'New customer', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Chen Yuting');
  await page.getByRole('button', { name: 'Save lead' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Chen Yuting' })).toBeVisible();
  await page.getByRole('button', { name: 'Log the contact' }).click();
  await page.getByRole('dialog').getByText('Reached', { exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Save, next/ }).click();
  await whenSynced(page);
  await whenInstalled(page);
  const elsewhere = await browser.newContext({ baseURL, viewport, hasTouch, locale: 'en-GB' });
  const other = await elsewhere.newPage();
  await signIn(other);
  await whenSynced(other);
  await other.goto(new URL(page.url()).pathname);

  // Without a network the first one loses the lead; the second one, later, qualifies it.
  await context.setOffline(true);
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Mark as lost' }).click();
  await page.getByRole('dialog').getByLabel('Reason').selectOption('same_brand.price');
  await page.getByRole('dialog').getByRole('button', { name: 'Mark as lost' }).click();
  await expect(page.getByText('Reason: Same brand elsewhere: price')).toBeVisible();
  await other.getByRole('button', { name: 'Qualify' }).first().click();
  await expect.poll(() => server.count('rec', "kind = 'lead' and body ->> 'status' = 'qualified'"), { timeout: 20_000 }).toBe(1);
  await context.setOffline(false);

  await expect(clash(page)).toContainText('StatusYoursLostNowQualifiedBeforeContacted', { timeout: 30_000 });
  await expect(clash(page)).toContainText('ReasonYoursSame brand elsewhere: priceNownot set');
  await expect(page.getByText('Reason: Same brand elsewhere: price')).toBeHidden();
  await expectAccessible(page);
  const changes = page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('button', { name: 'Show who changed what' }).click();
  await expect(changes.getByRole('listitem').filter({ hasText: 'Status' })).toHaveText([/Qualified.*Lost.*did not win/, /Contacted.*Qualified/, /New.*Contacted|Assigned.*Contacted/]);
  // What a rule decides on is not put back by itself.
  await expect(changes.getByRole('button', { name: /Put back Status/ })).toHaveCount(0);
  await clash(page).getByRole('button', { name: 'Use mine' }).click();
  await expect(page.getByText('Reason: Same brand elsewhere: price')).toBeVisible();
  await whenSynced(page);
  await expect(other.getByText('Reason: Same brand elsewhere: price')).toBeVisible({ timeout: 20_000 });
});
