// What people do in the app, in their words, for tests and benches.

import { expect } from '@playwright/test';
import { VARS } from './server.mjs';

/** The administrator whom `signUp` makes. */
export const FOUNDER = { login: 'chen.yu@jinhai.example', password: 'grey heron over water', name: '陈宇' };

/** Deriving the key takes a while, more on a busy machine. */
const WAIT = { timeout: 30_000 };

/** Sets up a dealership and ends on Today. */
export async function signUp(page, founder = FOUNDER) {
  const told = page.waitForResponse('**/api/v1/status');
  await page.goto('/sign-up');
  const { needs_setup_code: needsCode } = await (await told).json();
  const fill = (label, text) => page.getByLabel(label, { exact: true }).fill(text);
  await fill('Name of the dealership', 'Jinhai Motors');
  await fill('Name of the first store', 'Jinhai Pudong');
  await fill('Your name', founder.name);
  await fill('E-mail or sign-in name', founder.login);
  await fill('Password', founder.password);
  if (needsCode) await fill('Set-up code', VARS.SETUP_CODE);
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible(WAIT);
}

/** Signs in on a device that has not seen this person, and ends on Today. */
export async function signIn(page, founder = FOUNDER) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail or sign-in name', { exact: true }).fill(founder.login);
  await page.getByLabel('Password', { exact: true }).fill(founder.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible(WAIT);
}

/** Makes a customer through the form and ends on the record. */
export async function createCustomer(page, { name, phone }) {
  await page.goto('/customers/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Phone', { exact: true }).fill(phone);
  await page.getByRole('button', { name: 'Save customer' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  // The page shows the customer at once; only when this is said the customer is on the disk.
  await expect(page.getByText(`${name} created`)).toBeVisible();
}

/** Finds a customer by words and opens the record. */
export async function openCustomer(page, words, name = words) {
  await page.goto('/customers');
  await page.getByRole('searchbox', { name: 'Search customers' }).fill(words);
  await page.getByRole('link', { name }).first().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Changes one fact on the open record. */
export async function editFact(page, label, value) {
  await page.getByRole('button', { name: `Edit ${label}:` }).click();
  const field = page.getByRole('textbox', { name: label, exact: true });
  await field.fill(value);
  await field.press('Enter');
  await expect(field).toBeHidden();
}

/** Resolves when nothing waits to be sent and the last word of sync is "Synced". */
export async function whenSynced(page, timeout = 30_000) {
  await expect(page.getByRole('button', { name: /^Synced/ }).first()).toBeVisible({ timeout });
}
