// The outbox and the badge: the fixed words for where a person's work is, refusals and the ways on.

import { createCustomer, editFact, openCustomer, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };
const badge = (page) => page.locator('.side .sync:visible, .topbar .sync:visible');
const heading = (page, name) => page.getByRole('heading', { level: 2, name });

async function atOutbox(page) {
  await page.goto('/outbox');
  await expect(page.getByRole('heading', { level: 1, name: 'Outbox' })).toBeVisible();
}

test('work that waits is listed in words and survives a reload', async ({ page, server }) => {
  await signUp(page);
  await whenSynced(page);
  await server.cut();
  await createCustomer(page, WANG);
  await expect(badge(page)).toHaveAccessibleName(/^(Offline - changes are kept here|Waiting to sync \(1\))$/);
  await atOutbox(page);
  const waiting = page.getByRole('region', { name: /^Waiting to sync/ });
  await expect(waiting.getByRole('listitem')).toHaveCount(1);
  await expect(waiting).toContainText(`Customer added: ${WANG.name}`);
  await expect(waiting).toContainText('138 0013 8000');
  await expectAccessible(page);
  await page.reload();
  await expect(waiting).toContainText(`Customer added: ${WANG.name}`);

  await server.mend();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(heading(page, 'Everything is sent')).toBeVisible({ timeout: 30_000 });
  await expect(badge(page)).toHaveAccessibleName(/^Synced/);
});

test('what the server refuses is said with its reason, can be kept or given up', async ({ page, server }) => {
  await signUp(page);
  await createCustomer(page, WANG);
  await whenSynced(page);
  // Purged by somebody else, which this device has not heard of yet.
  await server.db.prepare("update rec set st = 2 where kind = 'customer'").run();
  await openCustomer(page, WANG.name);
  await editFact(page, 'WeChat', 'wang-1972');
  await expect(badge(page)).toHaveAccessibleName('Needs attention (1)', { timeout: 30_000 });

  await atOutbox(page);
  const refused = page.getByRole('article');
  await expect(refused).toContainText('Customer changed');
  await expect(refused).toContainText('The record was removed for good');
  await expectAccessible(page);

  await refused.getByRole('button', { name: 'Discard' }).click();
  await expect(refused).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(refused).toBeVisible();
  await refused.getByRole('button', { name: 'Discard' }).click();
  await expect(badge(page)).toHaveAccessibleName(/^Synced/, { timeout: 20_000 });
  await page.reload();
  await expect(heading(page, 'Everything is sent')).toBeVisible();
});
