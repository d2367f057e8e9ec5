// Import of real files: counts that are right, nothing twice, everything can be taken back, with and without a network.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

const sample = (name) => fileURLToPath(new URL(`../samples/${name}`, import.meta.url));

// What an independent count over the sample gives: 301 rows, one number in three of them, one number of ten digits, one name
// that a spreadsheet would run.
const SAMPLE = { ready: 298, 'to look at': 1, error: 1, 'not touched': 2 };

test.describe.configure({ timeout: 120_000 });

/** Gives the page a file: the name of a sample, or a name and a content. */
async function choose(page, file) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file' }).click()]);
  await chooser.setFiles(typeof file === 'string' ? sample(file) : { ...file, mimeType: 'text/csv' });
}

async function open(page, file) {
  await page.goto('/import');
  await choose(page, file);
}

/** Expects tiles by their words. */
async function expectCounts(page, counts) {
  for (const [words, count] of Object.entries(counts)) {
    const tile = page.getByRole('listitem').filter({ has: page.getByText(new RegExp(`^${words}s?$`)) });
    await expect(tile.locator('b'), words).toHaveText(count.toLocaleString('en'), { timeout: 20_000 });
  }
}

async function run(page, button) {
  await page.getByRole('button', { name: button, exact: true }).click();
  await expect(page.getByText('Imported', { exact: true })).toBeVisible({ timeout: 60_000 });
}

async function undo(page) {
  await page.getByRole('button', { name: 'Undo import' }).first().click();
  await expect(page.getByRole('main').getByText('The import is taken back', { exact: true })).toBeVisible({ timeout: 60_000 });
}

/** Customers whom the list shows. */
async function expectCustomers(page, count) {
  await page.goto('/customers');
  if (count === 0) await expect(page.getByRole('table')).toHaveCount(0);
  else await expect(page.locator('.head .count')).toHaveText(count.toLocaleString('en'));
}

const live = (server, kind) => server.count('rec', 'kind = ?1 and st = 0', kind);

async function bodies(server, kind) {
  const { results } = await server.db.prepare('select body from rec where kind = ?1 and st = 0').bind(kind).all();
  return results.map(({ body }) => JSON.parse(body));
}

test('a GB 18030 file gives 298 customers, and the same file in UTF-8 nothing twice', async ({ page, server }) => {
  await signUp(page);
  await open(page, 'customers-gb18030.csv');
  await expect(page.getByText('301 rows, 9 columns, GB 18030', { exact: false })).toBeVisible();
  await expect(page.getByText('9 of 9 matched')).toBeVisible();
  await expectCounts(page, SAMPLE);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Left out 3' }).click();
  await expect(page.locator('.preview tbody tr')).toHaveCount(3);
  await expect(page.locator('.preview td[data-bad]')).toContainText('digits missing');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Error file' }).click()]);
  const file = readFileSync(await download.path(), 'utf8');
  expect(file.startsWith('\ufeff客户姓名,手机号码,')).toBe(true);
  expect(file).toContain('手机号码: digits missing');
  expect(file.match(/Same number as row 12/g)).toHaveLength(2);

  await run(page, 'Import 298 rows');
  await expectCounts(page, { created: 298, updated: 0, skipped: 2, error: 1 });
  await expectAccessible(page);
  await expectCustomers(page, 298);
  // By part of the name, by the initials of its pinyin, by the last digits of the phone.
  for (const [words, name] of [['雷', 0], ['徐杰', 1], ['xj', 1], ['0830', 1]]) {
    await page.getByRole('searchbox', { name: 'Search customers' }).fill(words);
    if (name) await expect(page.getByRole('link', { name: '徐杰' }).first()).toBeVisible();
    else await expect(page.getByRole('link', { name: '徐杰' })).toHaveCount(0);
  }
  await whenSynced(page);
  expect(await live(server, 'customer')).toBe(298);

  await open(page, 'customers-utf8-bom.csv');
  await expect(page.getByText('UTF-8 BOM, read', { exact: false })).toBeVisible();
  await expectCounts(page, { ready: 0, error: 1, 'not touched': 300 });
  const nothing = page.getByRole('button', { name: 'Import 0 rows' });
  await expect(nothing).toHaveAttribute('aria-disabled', 'true');
  await expect(nothing).toHaveAccessibleDescription('There is nothing to import');
});

test('create, update or both: only filled cells change a known customer', async ({ page, server }) => {
  await signUp(page);
  await open(page, 'customers-gb18030.csv');
  await run(page, 'Import 298 rows');

  await open(page, 'customers-update.csv');
  await expectCounts(page, { ready: 3, 'not touched': 1 });
  await expect(page.getByText('1 new, 2 update')).toBeVisible();
  await page.getByRole('button', { name: 'Create only' }).click();
  await expectCounts(page, { ready: 1, 'not touched': 3 });
  await page.getByRole('button', { name: 'Update only' }).click();
  await expectCounts(page, { ready: 2, 'not touched': 2 });
  await run(page, 'Import 2 rows');
  await expectCounts(page, { created: 0, updated: 2 });
  await whenSynced(page);
  const changed = (await bodies(server, 'customer')).find(({ name }) => name === '徐杰');
  expect(changed.phones.map(({ number }) => number)).toEqual(['+8613181590830', '+8657188120001']);
  expect(changed.city).toBe('杭州');
  expect(changed.note.split('\n')).toEqual(['"价格敏感"，对比海豹', '所属顾问: 郭婷', '第二次导入']);
  expect(changed.intent_level).toBe('H');

  // Taking the update back leaves the customers of the first file as they were.
  await undo(page);
  await whenSynced(page);
  const back = (await bodies(server, 'customer')).find(({ name }) => name === '徐杰');
  expect(back.phones).toHaveLength(1);
  expect(back.city ?? '').toBe('');
  expect(await live(server, 'customer')).toBe(298);
});

test('an import is taken back later, from the list of imports on this device', async ({ page, server }) => {
  await signUp(page);
  await open(page, 'customers-gb18030.csv');
  await run(page, 'Import 298 rows');
  await whenSynced(page);

  await page.goto('/import');
  await expect(page.getByText('298 new, 0 updated', { exact: false })).toBeVisible();
  await expectAccessible(page);
  await undo(page);
  await expectCustomers(page, 0);
  await whenSynced(page);
  expect(await live(server, 'customer')).toBe(0);
  expect(await server.count('rec', "kind = 'customer' and st = 1")).toBe(298);
  await page.goto('/import');
  await expect(page.getByText('undone', { exact: true })).toBeVisible();
});

test('columns and encoding can be corrected', async ({ page }) => {
  await signUp(page);
  await open(page, 'customers-gb18030.csv');
  await page.getByLabel('Encoding').selectOption('UTF-8');
  await expect(page.getByRole('alert')).toContainText('does not fit this encoding');
  await page.getByLabel('Encoding').selectOption('GB 18030');
  await expectCounts(page, SAMPLE);

  const field = (column) => page.getByLabel(`Field for ${column}`);
  await field('客户姓名').selectOption({ label: 'Do not import' });
  await expect(page.getByRole('button', { name: /^Import \d+ row/ })).toHaveAccessibleDescription('Say which column is the name');
  // The field goes to the column that is chosen for it, and leaves the one that had it.
  await field('来源').selectOption({ label: 'Name' });
  await expectCounts(page, { ready: 298 });
  await field('客户姓名').selectOption({ label: 'Name' });
  await expect(field('来源')).toHaveValue('');
  await expect(page.getByText('8 of 9 matched')).toBeVisible();
});

test('every trap of a cell is marked where it stands', async ({ page }) => {
  await signUp(page);
  await open(page, 'traps.csv');
  await expectCounts(page, { ready: 7, error: 5 });
  for (const mark of ['letter O', 'no such day', 'no name', 'The day of birth lies in the future', 'no such level']) {
    await expect(page.locator('.preview td[data-bad]').filter({ hasText: mark })).toHaveCount(1);
  }
  for (const mark of ['formula, kept as text', 'read as 12 Mar 2026', 'check digit', 'no phone']) {
    await expect(page.locator('.preview td[data-doubt]').filter({ hasText: mark }).first()).toBeVisible();
  }
  await page.getByRole('button', { name: /^To look at/ }).click();
  await expect(page.locator('.preview td[data-bad]')).toHaveCount(0);
});

test('a picture is refused in words', async ({ page }) => {
  await signUp(page);
  await open(page, { name: 'photo.csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]) });
  await expect(page.getByText('save a spreadsheet as CSV first')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('of three enquiries two become leads, and every field is kept', async ({ page, server }) => {
  await signUp(page);
  await open(page, 'leads.adf.xml');
  await expectCounts(page, { 'new lead': 2, 'sent again': 1, error: 0, 'read before': 0 });
  await expect(page.getByText('with 2 new customers')).toBeVisible();
  await expectAccessible(page);
  await run(page, 'Import 3 enquiries');
  await expectCounts(page, { created: 2, updated: 1 });
  await whenSynced(page);

  const leads = await bodies(server, 'lead');
  expect(leads).toHaveLength(2);
  expect(await live(server, 'customer')).toBe(2);
  const lead = leads.find(({ refs }) => refs[0].value === 'WF-2026-000871');
  expect(lead).toMatchObject({
    resent_count: 1, earliest_on: '2026-03-20', latest_on: '2026-04-15', timeframe_note: 'within a month',
    model_interest: 'Geely Galaxy E8 Max', comments: 'Has two children', vendor_ref: 'HZ-WEST', provider_service: 'Build and price',
  });
  expect(lead.raw).toContain('Panorama roof');
  const lines = await bodies(server, 'lead_line');
  expect(lines.find(({ model }) => model === 'Galaxy E8')).toMatchObject({
    price_minor: 18980000, price_currency: 'CNY', price_type: 'quote', comments: 'Wants a weekend test drive & a trade-in value',
    colours: [{ interior: 'beige', exterior: 'silver', preference: 1 }], options: [{ name: 'Panorama roof', code: 'PR1', weighting: 65 }],
  });
  expect(lines.find(({ model }) => model === 'Lavida')).toMatchObject({ interest: 'trade_in', vin: 'LSVNV2182E2100001', odometer: 86500 });
  const names = (await bodies(server, 'customer')).map(({ name }) => name).sort();
  expect(names).toEqual(["Maria O'Neill-García", '李娜']);

  // The same text pasted makes nothing at all.
  await page.goto('/import');
  await page.getByLabel('Or paste ADF text').fill(readFileSync(sample('leads.adf.xml'), 'utf8'));
  await page.getByRole('button', { name: 'Read text' }).click();
  await expectCounts(page, { 'new lead': 0, 'sent again': 0, 'read before': 3 });
});

test('what cannot be read says why', async ({ page }) => {
  await signUp(page);
  await open(page, { name: 'empty.csv', buffer: Buffer.from('') });
  await expect(page.getByRole('alert')).toContainText('The file is empty');
  await choose(page, { name: 'page.xml', buffer: Buffer.from('<html><body/></html>') });
  await expect(page.getByRole('alert')).toContainText('not an ADF document');
  await choose(page, { name: 'cut.xml', buffer: Buffer.from('<adf>\n<prospect>\n<id>7</id>') });
  await expect(page.getByRole('alert')).toContainText('breaks off at line 3');
});

test('a long import can be stopped and what was written can be taken back', async ({ page, context }) => {
  await signUp(page);
  await whenInstalled(page);
  // Without a network the import has the device to itself.
  await context.setOffline(true);
  const rows = Array.from({ length: 20_000 }, (_, row) => `客户${row},1390${String(row).padStart(7, '0')}`);
  await page.goto('/import');
  await choose(page, { name: 'many.csv', buffer: Buffer.from(['name,phone', ...rows].join('\n')) });
  await expectCounts(page, { ready: 20_000 });
  await page.getByRole('button', { name: 'Import 20,000 rows' }).click();
  await expect(page.getByText(/^[1-9][\d,]* of 20,000 rows$/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const stopped = page.getByText(/^Stopped after [\d,]+ of 20,000 rows$/);
  await expect(stopped).toBeVisible({ timeout: 30_000 });
  const written = Number(/after ([\d,]+)/.exec(await stopped.textContent())[1].replaceAll(',', ''));
  expect(written % 200).toBe(0);
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(20_000);
  await page.getByRole('link', { name: 'See customers' }).click();
  await expect(page.locator('.head .count')).toHaveText(written.toLocaleString('en'));
  await page.goto('/import');
  await undo(page);
  await expectCustomers(page, 0);
});

test('an import without a network is kept over a reload and sent when there is one', async ({ page, context, server }) => {
  await signUp(page);
  await whenInstalled(page);
  await server.cut();
  await context.setOffline(true);

  await open(page, 'customers-gb18030.csv');
  await run(page, 'Import 298 rows');
  await page.reload();
  await expectCustomers(page, 298);
  expect(await live(server, 'customer')).toBe(0);

  await server.mend();
  await context.setOffline(false);
  await page.reload();
  await whenSynced(page);
  expect(await live(server, 'customer')).toBe(298);
});

test('another page in the middle of an import loses nothing, until it is done or given up', async ({ page }) => {
  await signUp(page);
  // By keys, because a narrow screen shows no navigation beside the steps.
  const away = async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeVisible();
  };
  await open(page, 'customers-gb18030.csv');
  await page.getByLabel('Field for 来源').selectOption({ label: 'Do not import' });
  await expectCounts(page, { ready: 298 });

  // Who was taken in by hand meanwhile is known when one comes back.
  await away();
  await page.keyboard.press('n');
  await page.getByLabel('Name', { exact: true }).fill('徐杰');
  await page.getByLabel('Phone', { exact: true }).fill('13181590830');
  await page.getByRole('button', { name: 'Save customer' }).click();
  await expect(page.getByText('徐杰 created')).toBeVisible();
  for (const path of ['/customers/new', '/customers', '/import']) {
    await page.goBack();
    await expect(page).toHaveURL(path);
  }
  await expect(page.getByText('301 rows, 9 columns, GB 18030', { exact: false })).toBeVisible();
  await expect(page.getByLabel('Field for 来源')).toHaveValue('');
  await expect(page.getByText('297 new, 1 update')).toBeVisible();

  // What is done is shown until the page is left.
  await run(page, 'Import 298 rows');
  await expectCounts(page, { created: 297, updated: 1 });
  await away();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();

  // What is still being written goes on, and is shown to whoever comes back.
  const rows = Array.from({ length: 5_000 }, (_, row) => `客户${row},1399${String(row).padStart(7, '0')}`);
  await choose(page, { name: 'many.csv', buffer: Buffer.from(['name,phone', ...rows].join('\n')) });
  await expectCounts(page, { ready: 5_000 });
  await page.getByRole('button', { name: 'Import 5,000 rows' }).click();
  await away();
  await page.goBack();
  await expect(page.getByText('Imported', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expectCounts(page, { created: 5_000 });
  await away();
  await page.goBack();

  await choose(page, 'customers-update.csv');
  await expectCounts(page, { ready: 3 });
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await away();
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('in Chinese and in the dark every step is accessible', async ({ page }) => {
  await signUp(page);
  await page.evaluate(() => localStorage.setItem('forecourt.lang', 'zh-CN'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/import');
  await expectAccessible(page);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: '选择文件' }).click()]);
  await chooser.setFiles(sample('traps.csv'));
  await expect(page.getByRole('heading', { name: '预览' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '导入7行', exact: true }).click();
  await expect(page.getByText('导入完成')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expectAccessible(page);
});
