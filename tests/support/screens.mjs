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
  { name: 'today-desk', viewport: { width: 1440, height: 900 } },
  { name: 'today-phone', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
];

mkdirSync(FOLDER, { recursive: true });
const server = await start();
await server.seed(process.argv[2]);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const { name, ...device } of SCREENS) {
  const context = await browser.newContext({ ...device, baseURL: server.url, locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await signIn(page, CONSULTANT);
  await page.getByRole('button', { name: 'Later' }).click();
  await page.locator('.due').first().waitFor();
  // What comes with the first sync, and the toast of signing in, is over by then.
  await page.waitForTimeout(3000);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await context.close();
}
await browser.close();
await server.stop();
