// Where somebody is signed in, and a device that is taken away: it is empty within seconds, and what it showed is gone.

import { createCustomer, openCustomer, signIn, signUp, whenSynced } from '../support/acts.mjs';
import { expect, expectAccessible, faults as test, whenInstalled } from '../support/fixtures.mjs';

const WANG = { name: '王建国', phone: '13800138000' };

/** The databases of a page, and the customers that can be read in them without a key. */
const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

test.describe('a device that is taken away', () => {
  // What it asks from then on is refused.
  test.use({ quiet: [/status of 401/] });

  test('says so and holds nothing, while the others go on', async ({ page, browser, baseURL, viewport, hasTouch }) => {
    test.setTimeout(120_000);
    await signUp(page);
    await createCustomer(page, WANG);
    await whenSynced(page);
    const context = await browser.newContext({ baseURL, viewport, hasTouch, locale: 'en-GB' });
    const lost = await context.newPage();
    await signIn(lost);
    await openCustomer(lost, WANG.name);
    expect(await databases(lost)).not.toEqual([]);

    await page.goto('/settings');
    const own = page.getByRole('list', { name: 'Your devices' });
    await expect(own.getByRole('listitem')).toHaveCount(2);
    await expect(own.getByText('This device', { exact: true })).toHaveCount(1);
    await expectAccessible(page);
    const remove = own.getByRole('button', { name: /^Remove / });
    await expect(remove).toHaveCount(1);

    // Whoever does not mean it leaves everything as it is.
    await remove.click();
    const question = page.getByRole('dialog');
    await expect(question).toContainText('the data on it is deleted as soon as it reaches the server');
    await expectAccessible(page);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toBeHidden();
    await expect(remove).toBeFocused();

    await remove.click();
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect(own.getByText('Removed', { exact: true })).toBeVisible();
    await expect(remove).toHaveCount(0);

    // At once where it listens, at the next question where it does not.
    await expect(lost.getByText(WANG.name)).toHaveCount(0, { timeout: 30_000 });
    await expect.poll(() => databases(lost), { timeout: 10_000 }).toEqual([]);
    await expect(lost).not.toHaveTitle(new RegExp(WANG.name));
    await expectAccessible(lost);
    await openCustomer(page, WANG.name);
    await whenSynced(page);
    await context.close();
  });
});

test('without a network the list says what it needs, and comes by itself', async ({ page, context }) => {
  await signUp(page);
  await whenSynced(page);
  await whenInstalled(page);
  await context.setOffline(true);
  await page.goto('/settings');
  await expect(page.getByText('The list of your devices needs a network')).toBeVisible({ timeout: 30_000 });
  await context.setOffline(false);
  await expect(page.getByRole('list', { name: 'Your devices' }).getByRole('listitem')).toHaveCount(1, { timeout: 30_000 });
});
