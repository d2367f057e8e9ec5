// The store's own tests, which were written for Chromium, in another browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDesk } from './desk.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ARGUMENTS = ['test', '--no-fail-fast', '--package', 'forecourt-app', '--test', '*', '--target', 'wasm32-unknown-unknown'];

/** One test, because the runner counts its own. Building them, when the layer of the store did not, takes minutes. */
export function storeTests(engine) {
  test(`${engine.name}: the tests of the store pass`, { timeout: 600_000 }, async (it) => {
    const browser = await engine.open();
    const desk = await openDesk(engine, browser);
    try {
      const { code, said } = await cargo({ GECKODRIVER_REMOTE: desk.url });
      const passed = [...said.matchAll(/test result: ok\. (\d+) passed/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      assert.equal(code, 0, said);
      assert.ok(passed > 0, `no test ran: ${said}`);
      it.diagnostic(`${passed} tests of the store in ${engine.name}`);
    } finally {
      desk.close();
      await browser.close();
    }
  });
}

function cargo(variables) {
  const child = spawn('cargo', ARGUMENTS, { cwd: ROOT, env: { ...process.env, ...variables, WASM_BINDGEN_TEST_TIMEOUT: '120' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, said })));
}
