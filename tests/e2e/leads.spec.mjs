// Leads: written down, worked through their statuses, ended with a reason.

import { createCustomer, signUp } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };

/** Writes down a lead of somebody new and ends on its record. */
async function createLead(page, name, model = 'L7 Max') {
  await page.goto('/leads/new');
  await page.getByRole('button', { name: 'New customer', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Model', { exact: false }).first().fill(model);
  await page.getByRole('button', { name: 'Save lead' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText(`Lead for ${name} created`)).toBeVisible();
}

const step = (page, name) => page.getByRole('list', { name: 'Status' }).getByRole('listitem').filter({ hasText: new RegExp(`^${name}`) });

test.describe.configure({ timeout: 120_000 });

test.beforeEach(({ page }) => signUp(page));

test('a lead of somebody new makes the customer along', async ({ page }) => {
  await createLead(page, 'Chen Yuting');
  await page.goto('/customers');
  await expect(page.getByRole('link', { name: 'Chen Yuting', exact: true })).toBeVisible();
  await page.goto('/leads');
  await page.getByRole('searchbox', { name: 'Search leads' }).fill('yuting');
  await expect(page.getByRole('link', { name: 'Chen Yuting', exact: true })).toBeVisible();
});

test('a lead goes its way: contacted by a logged call, qualified, converted', async ({ page, isMobile }) => {
  await createLead(page, 'Chen Yuting');
  await expect(page.getByRole('button', { name: 'Qualify' })).toBeHidden();
  if (!isMobile) {
    await expect(step(page, 'Converted').getByRole('button')).toHaveAttribute('aria-disabled', 'true');
    await expect(step(page, 'Converted').getByRole('button')).toHaveAttribute('title', /cannot go to/);
  }
  await page.getByRole('button', { name: 'Log the contact' }).click();
  await page.getByRole('dialog').getByText('Reached', { exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: /^Save, next/ }).click();
  await expect(step(page, 'Contacted')).toHaveAttribute('aria-current', 'step');
  await page.getByRole('button', { name: 'Qualify' }).first().click();
  await expect(step(page, 'Qualified')).toHaveAttribute('aria-current', 'step');
  await page.getByRole('button', { name: 'Convert', exact: true }).click();
  await expect(step(page, 'Converted')).toHaveAttribute('aria-current', 'step');
});

test('a lead ends with a reason of the list', async ({ page }) => {
  await createLead(page, 'Chen Yuting');
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Mark as lost' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Mark as lost' }).click();
  await expect(dialog.getByText('Choose a reason').last()).toBeVisible();
  await dialog.getByLabel('Reason').selectOption('same_brand.price');
  await dialog.getByRole('button', { name: 'Mark as lost' }).click();
  await expect(page.getByText('Reason: Same brand elsewhere: price')).toBeVisible();
  await page.goto('/leads');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: /^Lost/ }).click();
  await expect(page.getByRole('link', { name: 'Chen Yuting', exact: true })).toBeVisible();
});

test('a lead of a known customer is linked both ways', async ({ page }) => {
  await createCustomer(page, WANG);
  const own = page.url();
  await page.goto('/leads/new');
  await page.getByRole('searchbox', { name: 'Find the customer' }).fill('wjg');
  await page.getByRole('button', { name: WANG.name }).click();
  await page.getByRole('button', { name: 'Save lead' }).click();
  await expect(page.getByRole('heading', { level: 1, name: WANG.name })).toBeVisible();
  await page.getByRole('link', { name: WANG.name, exact: true }).first().click();
  await expect(page).toHaveURL(own);
  await expect(page.getByRole('link', { name: 'To buy' }).first()).toBeVisible();
});

test('no violation on any page of leads, in both themes', async ({ page }) => {
  await createLead(page, 'Chen Yuting');
  const own = new URL(page.url()).pathname;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/leads', own, '/leads/new']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
    }
  }
});
