// The pages before the shell: language, errors in words, setting up a dealership, coming back.

import { FOUNDER, createCustomer, editFact, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test } from '../support/fixtures.mjs';

// Refused sign-ins are answers with a status of 4xx, which Chromium logs.
test.use({ quiet: [[/Failed to load resource.*40[013]/], { option: true }] });

const submit = (page) => page.locator('button[type=submit]');

test('the language is changed in place and kept', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(submit(page)).toHaveText('登录');
  await expect(page).toHaveTitle('登录 · Forecourt');
  await page.reload();
  await expect(submit(page)).toHaveText('登录');
  await expectAccessible(page);
});

test('what is missing or wrong is said in words beside the field', async ({ page }) => {
  await page.goto('/sign-in');
  await submit(page).click();
  const login = page.getByLabel('E-mail or sign-in name');
  await expect(login).toHaveAttribute('aria-invalid', 'true');
  await expect(login).toHaveAccessibleDescription('Enter your e-mail or sign-in name');
  await login.fill('nobody@example.com');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await submit(page).click();
  await expect(page.getByRole('alert')).toContainText('The name or the password is wrong');
  await expectAccessible(page);
});

test('the first dealership is set up with the code, a wrong code is refused, and the person can sign in again', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Set up a dealership' }).click();
  await expect(page.getByLabel('Set-up code')).toBeVisible();
  await expectAccessible(page);
  const words = ['wrong', 'Jinhai Motors', 'Jinhai Pudong', FOUNDER.name, FOUNDER.login, FOUNDER.password];
  for (const [place, word] of words.entries()) await page.locator('form input').nth(place).fill(word);
  await submit(page).click();
  await expect(page.getByRole('alert')).toContainText('The set-up code is wrong');
  await signUp(page);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await expect(page).toHaveTitle('Sign in · Forecourt');
  await signIn(page);
  await expect(page.locator('#main h1')).toBeVisible();
});

test('without a network the page says so', async ({ page, server }) => {
  await page.goto('/sign-in');
  await expect(submit(page)).toBeVisible();
  await server.cut();
  await page.getByLabel('E-mail or sign-in name').fill(FOUNDER.login);
  await page.getByLabel('Password', { exact: true }).fill(FOUNDER.password);
  await submit(page).click();
  await expect(page.getByRole('alert')).toContainText('cannot be reached');
});

test('when the session has run out, work goes on and the password alone brings it back', async ({ page, server }) => {
  await signUp(page);
  await createCustomer(page, { name: '王建国', phone: '13800138000' });
  await whenSynced(page);
  await server.db.prepare('delete from session').run();
  await editFact(page, 'City', '上海');
  const again = page.getByRole('link', { name: 'Sign in' });
  await expect(again).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await again.click();
  await expect(page).toHaveTitle('Sign in · Forecourt');
  await expect(page.getByText(FOUNDER.login)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill(FOUNDER.password);
  await submit(page).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  await whenSynced(page);
  expect(await server.count('rec', "kind = 'customer' and body like '%上海%'")).toBe(1);
});
