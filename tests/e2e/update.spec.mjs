// A build that the server gives no rows any more: a screen that nothing passes, behind which what waits is still sent.

import { createCustomer, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test } from '../support/fixtures.mjs';

test.use({ quiet: [/status of 426/] });
test.describe.configure({ timeout: 120_000 });

test('i14: an app that is too old asks to update and sends what waits', async ({ page, server }) => {
  await signUp(page);
  await whenSynced(page);
  let held = true;
  await page.route('**/api/v1/push', (route) => (held ? route.abort() : route.continue()));
  await createCustomer(page, { name: '王建国', phone: '13800138000' });
  await page.route('**/api/v1/pull', (route) => route.fulfill({ status: 426, json: { code: 'request.client_too_old' } }));
  held = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));

  const screen = page.getByRole('alertdialog', { name: 'Update needed' });
  await expect(screen).toBeVisible();
  await expect(screen.getByText('All your changes are sent')).toBeVisible();
  expect(await server.count('rec', "body ->> 'name' = ?", '王建国')).toBe(1);
  await page.keyboard.press('Escape');
  await expect(screen).toBeVisible();
  await expectAccessible(page);

  // The new version is there: the page comes back with it, and the screen is gone.
  await page.unroute('**/api/v1/pull');
  await screen.getByRole('button', { name: 'Update now' }).click();
  await expect(screen).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1, name: '王建国' })).toBeVisible();
});
