// One person's day in a browser that the rest of the tests do not know: every promise that depends on the engine,
// the store, the cryptography, the policy of the page and the service worker, is asked for once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VARS, start } from '../support/server.mjs';
import { dump, holds } from './disk.mjs';
import { notes, withEars } from './ears.mjs';
import { Page } from './page.mjs';
import { until } from './process.mjs';

const FOUNDER = { login: 'chen.yu@jinhai.example', password: 'grey heron over water', name: '陈宇' };
const WANG = { name: '王建国', phone: '13800138000' };
const OFFLINE_WECHAT = 'wang-offline-1972';
/** What the tests themselves write where nothing readable may lie, to see that it would be found. */
const PROBE = 'probe';
const ENTER = '\uE007';
/** The key of a password takes a while, more on a busy machine. */
const LONG = 30_000;

/** The tests of one browser, which go on from each other. */
export function journey(engine) {
  let failed = false;
  const it = (what, work) => test(`${engine.name}: ${what}`, { timeout: 60_000 }, async () => {
    assert.equal(failed, false, 'a step before this one failed');
    failed = true;
    await work();
    failed = false;
  });
  let app, server, browser, page;
  before(async () => {
    app = withEars();
    server = await start({ tls: engine.wantsTls, dist: app.dist });
    browser = await engine.open();
    page = new Page(browser, server.url);
  }, { timeout: 60_000 });
  after(async () => {
    await browser?.close();
    await server?.stop();
    app?.remove();
  });

  const onServer = (condition) => server.count('rec', `kind = 'customer' and ${condition}`);
  const arrives = (condition) => until(async () => (await onServer(condition)) === 1, `not on the server: ${condition}`);

  it('a dealership is set up, and the session is a cookie that no script can read', async () => {
    await signUp(page);
    const [cookie, ...others] = await page.cookies();
    assert.deepEqual(others, []);
    assert.match(cookie.name, /^__Host-/);
    assert.equal(cookie.secure, true);
    assert.equal(cookie.httpOnly, true);
    assert.equal(await page.run(() => document.cookie), '');
  });

  it('a customer is saved on the device and sent', async () => {
    await page.goto('/customers/new');
    await page.fill('Name', WANG.name);
    await page.fill('Phone', WANG.phone);
    await page.click('button', 'Save customer');
    await page.sees('heading', WANG.name);
    await arrives(`json_extract(body, '$.name') = '${WANG.name}'`);
    await page.sees('button', 'Synced…', LONG);
  });

  it('with the server stopped the page comes back, and shows what was saved', async () => {
    const installed = () => page.run(async () => (await navigator.serviceWorker.ready).active.state === 'activated' && !!navigator.serviceWorker.controller);
    await until(installed, 'the service worker does not control the page');
    await server.cut();
    await page.reload();
    await page.sees('heading', WANG.name);
    await page.goto('/customers');
    await page.sees('heading', 'Customers');
    await page.click('link', `${WANG.name}…`);
    await page.sees('heading', WANG.name);
  });

  it('a change made meanwhile outlives a reload, and is sent once the server is back', async () => {
    await page.click('button', 'Edit WeChat…');
    await page.fill('WeChat', OFFLINE_WECHAT, ENTER);
    await page.sees('text', OFFLINE_WECHAT);
    await page.sees('text', 'waits to sync');
    await page.reload();
    await page.sees('text', OFFLINE_WECHAT);
    assert.equal(await onServer(`body like '%${OFFLINE_WECHAT}%'`), 0);
    await server.mend();
    await arrives(`body like '%${OFFLINE_WECHAT}%'`);
    await page.sees('button', 'Synced…', LONG);
    assert.equal(await server.count('rec', "kind = 'customer'"), 1);
  });

  it('nothing that people wrote lies readable on the device, and no script can take the key out', async () => {
    const disk = await page.run(dump);
    assert.ok(disk.values > 0, 'there is something to look at');
    assert.ok(disk.keys.length > 0, 'there is a key');
    assert.deepEqual(disk.keys.filter(({ extractable }) => extractable), []);
    for (const text of [WANG.name, WANG.phone, OFFLINE_WECHAT, FOUNDER.password]) {
      assert.equal(holds(disk, text), false, `${text} is readable`);
    }
    await page.run(plant, PROBE, [WANG.name, OFFLINE_WECHAT]);
    const planted = await page.run(dump);
    for (const text of [WANG.name, OFFLINE_WECHAT]) assert.equal(holds(planted, text), true, `${text} would have been found`);
    await page.run(uproot, PROBE);
  });

  it('the policy of the pages was never broken, and nothing went wrong unheard', async () => {
    assert.deepEqual([...await notes(page), ...await browser.heard()], []);
    await page.run(() => document.body.setAttribute('style', 'color: red'));
    await page.run(() => dispatchEvent(new ErrorEvent('error', { message: 'planted' })));
    const heard = async (words) => (await notes(page)).some((text) => words.test(text));
    await until(() => heard(/^policy: style-src/), 'a broken policy would not be heard');
    await until(() => heard(/^error: .*planted/), 'an error would not be heard');
  });

  it('signing out leaves neither data nor session', async () => {
    await page.goto('/settings');
    await page.click('button', 'Sign out');
    await page.sees('button', 'Sign in');
    const left = () => page.run(async () => (await indexedDB.databases()).map(({ name }) => name));
    await until(async () => (await left()).length === 0, async () => `databases that stay: ${await left()}`);
    await until(async () => (await server.count('session')) === 0, 'the server still knows the session');
    assert.deepEqual(await page.cookies(), []);
  });
}

async function signUp(page) {
  await page.goto('/sign-up');
  await page.fill('Name of the dealership', 'Jinhai Motors');
  await page.fill('Name of the first store', 'Jinhai Pudong');
  await page.fill('Your name', FOUNDER.name);
  await page.fill('E-mail or sign-in name', FOUNDER.login);
  await page.fill('Password', FOUNDER.password);
  await page.fill('Set-up code', VARS.SETUP_CODE);
  await page.click('button', 'Set up and sign in');
  await page.sees('heading', 'Today', LONG);
}

/** Runs inside of the page: keeps texts unsealed, as bytes within an object. */
function plant(name, texts) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name);
    asked.onerror = () => reject(asked.error);
    asked.onupgradeneeded = () => asked.result.createObjectStore('shelf', { autoIncrement: true });
    asked.onsuccess = () => {
      const database = asked.result;
      const transaction = database.transaction('shelf', 'readwrite');
      for (const text of texts) transaction.objectStore('shelf').put({ block: new TextEncoder().encode(text) });
      transaction.oncomplete = () => resolve(void database.close());
      transaction.onabort = () => reject(transaction.error);
    };
  });
}

/** Runs inside of the page. */
function uproot(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = () => resolve();
    // A connection that is being closed blocks for a moment, which is not the end of it.
    asked.onerror = () => reject(new Error('the probe stays'));
  });
}
