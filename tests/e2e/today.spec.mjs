// Today: who is due, a contact logged in two taps, and the way back.

import { createCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };
const LIU = { name: '刘思远', phone: '13900139114' };

/** The calendar date in the zone of the tests, some days from today. */
const day = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);

/** Sets the day of the next contact on the open record. */
async function planContact(page, date) {
  await page.getByRole('button', { name: 'Edit Next contact:' }).click();
  await page.getByLabel('Next contact', { exact: true }).fill(date);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Next contact saved')).toBeVisible();
}

const row = (page, name) => page.locator('.due').filter({ hasText: name });

test.describe.configure({ timeout: 120_000 });

test.beforeEach(({ page }) => signUp(page));

test('somebody new is shown the first steps', async ({ page }) => {
  await expect(page.getByText('Your day starts with customers')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Import a file' })).toBeVisible();
  await expectAccessible(page);
});

test('a call is logged in two taps, without a network, and can be taken back', async ({ page, context, server }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(0));
  await whenInstalled(page);
  await server.cut();
  await context.setOffline(true);
  await page.goto('/');
  await expect(row(page, WANG.name)).toBeVisible();
  await row(page, WANG.name).getByRole('button', { name: `Log a contact with ${WANG.name}` }).click();

  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('heading', { name: WANG.name })).toBeVisible();
  await sheet.getByText('Reached', { exact: true }).click();
  await sheet.getByRole('button', { name: /^Save, next/ }).click();

  await expect(sheet).toBeHidden();
  await expect(page.getByText(`Call to ${WANG.name} logged.`)).toBeVisible();
  await expect(page.getByText('Everybody due today is contacted')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Everybody due today is contacted')).toBeVisible();
});

test('the way back puts the customer on the list again', async ({ page }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(0));
  await page.goto('/');
  const log = row(page, WANG.name).getByRole('button', { name: /^Log a contact/ });
  await log.click();
  await page.getByRole('dialog').getByText('No answer', { exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Save, next/ }).click();
  await expect(row(page, WANG.name)).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(row(page, WANG.name)).toBeVisible();
});

test('the next day follows outcome and level, or is chosen', async ({ page }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(0));
  await page.goto('/');
  await row(page, WANG.name).getByRole('button', { name: /^Log a contact/ }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('button', { name: 'First tap how it went' })).toBeVisible();
  await sheet.getByText('Reached', { exact: true }).click();
  await sheet.getByText('H', { exact: true }).last().click();
  await expect(sheet.getByText('Level H is contacted every 2 days.')).toBeVisible();
  await sheet.getByText('Date', { exact: true }).click();
  await sheet.getByLabel('Day of the next contact').fill(day(20));
  await sheet.getByLabel('Note').fill('Wants the pearl paint');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: /^Save, next/ }).click();
  await page.goto('/customers');
  await page.getByRole('link', { name: WANG.name, exact: true }).click();
  await expect(page.getByText('Wants the pearl paint')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit Level:' })).toHaveAccessibleName(/Level H/);
});

test('a wrong number is replaced where it is found out', async ({ page }) => {
  await createCustomer(page, WANG);
  await page.getByRole('button', { name: 'Log', exact: true }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Wrong number', { exact: true }).click();
  await sheet.getByLabel('The right number').fill('13900139114');
  await sheet.getByRole('button', { name: /^Save, next/ }).click();
  await expect(page.getByRole('button', { name: 'Edit Phone:' }).first()).toHaveAccessibleName('Edit Phone: 139 0013 9114');
  await expect(page.getByRole('button', { name: 'Edit Phone:' }).nth(1)).toHaveAccessibleName('Edit Phone: 138 0013 8000');
});

test('the sheet gives the focus back and closes by Escape', async ({ page }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(-1));
  await page.goto('/');
  await expect(row(page, WANG.name).getByText('1 day overdue')).toBeVisible();
  const log = row(page, WANG.name).getByRole('button', { name: /^Log a contact/ });
  await log.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(log).toBeFocused();
});

test('a sheet that was closed is as it was left, for its customer, until it is saved', async ({ page }) => {
  for (const customer of [WANG, LIU]) {
    await createCustomer(page, customer);
    await planContact(page, day(0));
  }
  await page.goto('/');
  const sheet = page.getByRole('dialog');
  const open = (name) => row(page, name).getByRole('button', { name: /^Log a contact/ }).click();
  await open(WANG.name);
  await sheet.getByText('Call back', { exact: true }).click();
  await sheet.getByText('Date', { exact: true }).click();
  await sheet.getByLabel('Day of the next contact').fill(day(20));
  await sheet.getByText('A', { exact: true }).last().click();
  await sheet.getByLabel('Note').fill('Asks for his wife');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await open(LIU.name);
  await expect(sheet.getByLabel('Note')).toHaveValue('');
  await expect(sheet.getByRole('button', { name: 'First tap how it went' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).click();

  // Another page in between changes nothing.
  await page.getByRole('link', { name: 'Customers', exact: true }).first().click();
  await page.getByRole('link', { name: WANG.name, exact: true }).click();
  await page.getByRole('button', { name: 'Log', exact: true }).first().click();
  await expect(sheet.getByLabel('Note')).toHaveValue('Asks for his wife');
  await expect(sheet.getByRole('radio', { name: 'Call back' })).toBeChecked();
  await expect(sheet.getByRole('radio', { name: 'A', exact: true })).toBeChecked();
  await expect(sheet.getByLabel('Day of the next contact')).toHaveValue(day(20));
  await sheet.getByRole('button', { name: /^Save, next/ }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole('button', { name: 'Log', exact: true }).first().click();
  await expect(sheet.getByLabel('Note')).toHaveValue('');
  await expect(sheet.getByRole('button', { name: 'First tap how it went' })).toBeVisible();
});

test('a contact with nobody named asks with whom, those who are due first', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  await createCustomer(page, { name: 'Chen Yuting', phone: '13700137226' });
  await planContact(page, day(3));
  await createCustomer(page, LIU);
  await planContact(page, day(0));
  await createCustomer(page, WANG);
  await planContact(page, day(-2));
  const sheet = page.getByRole('dialog');

  // On a record it is with that customer.
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('l');
  await expect(sheet.getByRole('heading', { name: WANG.name })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.goto('/');
  await expect(row(page, WANG.name)).toBeVisible();
  const offered = sheet.locator('.choose');
  const ways = [() => page.keyboard.press('l'), () => page.getByRole('button', { name: 'Log a contact', exact: true }).click()];
  for (const open of ways) {
    await open();
    await expect(sheet.getByRole('searchbox', { name: 'With whom?' })).toBeVisible();
    await expect(offered).toHaveCount(3);
    await expect(offered.nth(0)).toContainText(`${WANG.name}2 days overdue`);
    await expect(offered.nth(1)).toContainText(`${LIU.name}Today`);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  }

  // The key asks on every page that is about nobody; after `g` it goes to the leads.
  await page.getByRole('link', { name: 'Customers', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeFocused();
  await page.keyboard.press('l');
  await offered.nth(1).click();
  await expect(sheet.getByRole('heading', { name: LIU.name })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.goto('/');
  await expect(row(page, WANG.name)).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect(page.getByRole('heading', { level: 1, name: 'Leads' })).toBeFocused();
  await expect(sheet).toBeHidden();
});

test('who looks after a store without customers of their own sees the whole store', async ({ page, browser, baseURL, server, viewport }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(-1));
  await whenSynced(page);
  await server.db.prepare("update rec set owner = ?1 where kind = 'customer'").bind('01j00000000000000000000000').run();

  // On a new device the role comes after the page.
  const context = await browser.newContext({ baseURL, viewport, locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
  const other = await context.newPage();
  await signIn(other);
  await expect(row(other, WANG.name)).toBeVisible();
  await expect(other.getByRole('button', { name: 'Whole store' })).toHaveAttribute('aria-pressed', 'true');
  await other.getByRole('button', { name: 'Mine', exact: true }).click();
  await expect(other.getByText('Nobody is due today')).toBeVisible();
  await expect(other.getByText('Your day starts with customers')).toBeHidden();
  await context.close();
});

test('no violation on Today, in both themes', async ({ page }) => {
  await createCustomer(page, WANG);
  await planContact(page, day(-2));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await expect(row(page, WANG.name)).toBeVisible();
    await expectAccessible(page);
  }
});
