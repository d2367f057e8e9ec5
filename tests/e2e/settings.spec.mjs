// Settings act at once and are kept; signing out never loses unsent work without a choice.

import { createCustomer, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

const root = (page) => page.locator('html');

async function atSettings(page) {
  await page.goto('/settings');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test('language, theme and density act at once and are kept', async ({ page }) => {
  await signUp(page);
  await atSettings(page);
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(root(page)).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Compact' }).click();
  await expect(root(page)).toHaveAttribute('data-density', 'compact');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible();
  await expect(root(page)).toHaveAttribute('data-theme', 'dark');
  await expect(root(page)).toHaveAttribute('data-density', 'compact');
  await expectAccessible(page);
});

test('signing out with unsent work offers three ways and loses nothing by itself', async ({ page, server }) => {
  await signUp(page);
  await whenSynced(page);
  await server.cut();
  await createCustomer(page, { name: '王建国', phone: '13800138000' });
  await atSettings(page);
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  const dialog = page.getByRole('dialog', { name: '1 change is only on this device' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);

  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).click();
  expect((await saved).suggestedFilename()).toBe('forecourt-unsent.json');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Sign out' }).last()).toBeFocused();

  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await server.mend();
  await dialog.getByRole('button', { name: 'Sync now' }).click();
  await expect(page).toHaveTitle('Sign in · Forecourt', { timeout: 30_000 });
  expect(await server.count('rec', "kind = 'customer'")).toBe(1);
});

test('signing out without a network asks first, and the door says what is true then', async ({ page, context, server }) => {
  await signUp(page);
  await whenSynced(page);
  await whenInstalled(page);
  await server.cut();
  await context.setOffline(true);
  await atSettings(page);
  await expect(page.getByRole('button', { name: /^Offline/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  const dialog = page.getByRole('dialog', { name: 'Sign out without a network?' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).last().click();
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('The first sign-in on a device needs a network')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Back to work' })).toHaveCount(0);
  await server.mend();
  await context.setOffline(false);
  await expect(page.getByText('The first sign-in on a device needs a network')).toBeHidden();
});
