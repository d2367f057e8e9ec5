// node tests/support/screens.mjs SQL_FILE
//
// Takes the pictures of the README anew, from the newest build and the sample dealership in SQL_FILE:
// PEPPER=pepper-of-the-tests cargo run -p forecourt-tests --bin sample -- --format sql --out SQL_FILE

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { signIn } from './acts.mjs';
import { start } from './server.mjs';

const FOLDER = fileURLToPath(new URL('../screens/', import.meta.url));
const CONSULTANT = { login: 'zhou.wei', password: 'forecourt-9' };
const SCREENS = [
  { name: 'today-desk', path: '/', viewport: { width: 1440, height: 900 } },
  { name: 'customers-desk', path: '/customers', viewport: { width: 1440, height: 900 } },
  { name: 'today-phone', path: '/', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
];

mkdirSync(FOLDER, { recursive: true });
const server = await start();
await server.seed(process.argv[2]);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const { name, path, ...device } of SCREENS) {
  const context = await browser.newContext({ ...device, baseURL: server.url, locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await signIn(page, CONSULTANT);
  await page.getByRole('button', { name: 'Later' }).click();
  await page.goto(path);
  await page.locator(path === '/' ? '.due-row, main li, main tr' : 'tbody tr').first().waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await context.close();
}
await browser.close();
await server.stop();
