// Keyboard and focus: pages take the focus, keys act outside fields only, targets are large enough.

import { createCustomer, signUp } from '../support/acts.mjs';
import { expect, expectAccessible, test } from '../support/fixtures.mjs';

const h1 = (page, name) => page.getByRole('heading', { level: 1, name });
let people = 0;

/** Somebody of a dealership of their own, because all of this file shares one server. */
async function begin(page) {
  people += 1;
  const login = `keys-${people}-${Date.now()}`;
  await signUp(page, { login, password: 'grey heron over water', name: 'Li Na' });
}

test('keys go to pages, whose headings take the focus and set the title', async ({ page }) => {
  await begin(page);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(h1(page, 'Customers')).toBeFocused();
  await expect(page).toHaveTitle('Customers · Forecourt');
  await page.goBack();
  await expect(h1(page, 'Today')).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(h1(page, 'Today')).toBeVisible();
  await page.keyboard.press('n');
  await expect(h1(page, 'New customer')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
});

test('single keys can be switched off', async ({ page }) => {
  await begin(page);
  await page.goto('/settings');
  await page.getByRole('switch', { name: 'Single keys' }).uncheck();
  await h1(page, 'Settings').focus();
  await page.keyboard.press('n');
  await page.keyboard.press('?');
  await expect(h1(page, 'Settings')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search and jump' })).toBeFocused();
});

test('the palette finds customers by initials and by the end of the number', async ({ page }) => {
  await begin(page);
  await createCustomer(page, { name: '陈雨婷', phone: '13800172264' });
  await page.goto('/');
  await expect(h1(page, 'Today')).toBeVisible();
  for (const words of ['cyt', '2264', 'chenyu']) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(words);
    await expect(page.getByRole('option').first()).toContainText('陈雨婷');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('combobox')).toBeHidden();
  }
  await page.keyboard.press('Control+k');
  const ask = page.getByRole('combobox');
  await ask.fill('cyt');
  await expect(page.getByRole('option').first()).toContainText('陈雨婷');
  // The Enter that ends the composition of a character chooses nothing.
  await ask.evaluate((input) => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })));
  await expect(ask).toBeVisible();
  await ask.press('Enter');
  await expect(h1(page, '陈雨婷')).toBeVisible();
});

test('the first stop of Tab leads past the navigation', async ({ page }) => {
  await begin(page);
  await page.reload();
  await expect(h1(page, 'Today')).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await skip.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('every target is large enough for the pointer', async ({ page, hasTouch }) => {
  await begin(page);
  for (const address of ['/', '/customers', '/leads', '/import', '/outbox', '/settings', '/nowhere']) {
    await page.goto(address);
    await expect(page.locator('#main h1')).toBeVisible();
    const small = await page.evaluate((least) => {
      const seen = [...document.querySelectorAll('button, a[href], select, input:not([type=checkbox], [type=radio])')];
      const inText = (element) => element.matches('p a, .link');
      return seen
        .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !inText(element) && !element.matches('.skip'))
        .map((element) => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < least || height < least)
        .map(([name, { width, height }]) => `${Math.round(width)}x${Math.round(height)} ${name}`);
    }, 24);
    expect(small, `${address}${hasTouch ? ' on touch' : ''}`).toEqual([]);
  }
});

test('no page scrolls sideways, also at 320 px', async ({ page }) => {
  await begin(page);
  for (const width of [320, page.viewportSize().width]) {
    await page.setViewportSize({ width, height: 800 });
    for (const address of ['/', '/customers', '/leads', '/customers/new', '/import', '/outbox', '/settings']) {
      await page.goto(address);
      await expect(page.locator('#main h1')).toBeVisible();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${address} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
