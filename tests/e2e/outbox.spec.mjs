// The outbox and the badge: the fixed words for where a person's work is, refusals and the ways on.

import { readFileSync } from 'node:fs';

import { createCustomer, editFact, openCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
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
  // Sent again it is refused again, as long as nothing is different there …
  await refused.getByRole('button', { name: 'Retry' }).click();
  await expect(refused).toContainText('The record was removed for good', { timeout: 20_000 });
  // … and taken as soon as the record is back.
  await server.db.prepare("update rec set st = 0 where kind = 'customer'").run();
  await refused.getByRole('button', { name: 'Retry' }).click();
  await expect(badge(page)).toHaveAccessibleName(/^Synced/, { timeout: 20_000 });
  expect(await server.count('rec', "body ->> 'wechat' = 'wang-1972'")).toBe(1);
  await page.reload();
  await expect(heading(page, 'Everything is sent')).toBeVisible();
});

test('work under a lost key can be saved as a file and is deleted only after a second question', async ({ page, server }) => {
  await signUp(page);
  await whenSynced(page);
  await server.cut();
  await createCustomer(page, WANG);
  await page.evaluate(async () => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const database = await done(indexedDB.open(names.find((name) => /^forecourt\..*\.2$/.test(name))));
    const meta = database.transaction('meta', 'readwrite').objectStore('meta');
    await Promise.all(['wrap.device', 'wrap.password'].map((wrap) => done(meta.delete(wrap))));
    database.close();
  });
  await server.mend();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'The data on this device cannot be opened' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('One change was not sent: save it as a file');
  await expectAccessible(page);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const { database, sealed } = JSON.parse(readFileSync(await (await saved).path(), 'utf8'));
  expect(database).toMatch(/^forecourt\./);
  const acts = Object.entries(sealed).filter(([name]) => name.startsWith('outbox.'));
  expect(acts.map(([, digits]) => /^([0-9a-f]{2}){100,}$/.test(digits))).toEqual([true]);

  await page.getByRole('button', { name: 'Delete it and start over' }).click();
  const question = page.getByRole('dialog', { name: 'Delete what lies on this device?' });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(question).toBeHidden();
  await page.reload();
  await page.getByRole('button', { name: 'Delete it and start over' }).click();
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page).toHaveTitle('Sign in · Forecourt');
  await signIn(page);
  await whenSynced(page);
  await atOutbox(page);
  await expect(heading(page, 'Everything is sent')).toBeVisible();
});
