// The store's own tests, which were written for Chromium, in another browser.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDesk } from './desk.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ARGUMENTS = ['test', '--no-fail-fast', '--package', 'forecourt-app', '--target', 'wasm32-unknown-unknown'];

/** One test, because the runner counts its own. Building them, when the layer of the store did not, takes minutes. */
export function storeTests(engine) {
  test(`${engine.name}: the tests of the store pass`, { timeout: 1_200_000 }, async (it) => {
    const browser = await engine.open();
    const desk = await openDesk(engine, browser);
    const run = (files) => cargo(files, { GECKODRIVER_REMOTE: desk.url });
    try {
      let { code, said } = await run(['*']);
      const passed = [...said.matchAll(/test result: ok\. (\d+) passed/g)].reduce((sum, [, count]) => sum + Number(count), 0);
      const stopped = code === 0 ? [] : stoppedByTheEngine(said);
      if (stopped.length > 0) {
        it.diagnostic(`${engine.name} stopped the program in ${stopped.join(', ')}, which run once more: ${whatFailed(said)}`);
        ({ code, said } = await run(stopped));
      }
      assert.equal(code, 0, whatFailed(said));
      assert.ok(passed > 0, `no test ran: ${said}`);
      it.diagnostic(`${passed} tests of the store in ${engine.name}`);
    } finally {
      desk.close();
      await browser.close();
    }
  });
}

/**
 * The files of tests that failed, when each of them failed first without a panic. Our code says in a panic what is wrong; a program
 * that ends without one was stopped by the engine, as WebKitGTK did once in some hundred runs. All later failures of such a file follow
 * from the tabs that the stopped test left open. None when any file failed first by a panic.
 */
function stoppedByTheEngine(said) {
  const failed = said.split(/^\s+Running /m).slice(1).filter((part) => part.includes('test result: FAILED'));
  const stopped = failed.filter((part) => {
    const [, first] = part.split(/^\s*---- .* output ----$/m);
    return first !== undefined && !first.includes('panicked at');
  });
  const names = stopped.map((part) => part.match(/^tests\/(\w+)\.rs/)?.[1]);
  return failed.length === stopped.length && !names.includes(undefined) ? names : [];
}

/** Files that passed, and hundreds of frames of a stack, hide the sentence that says what failed. */
function whatFailed(said) {
  const bad = said.split(/^\s+Running /m).slice(1).filter((part) => !part.includes('test result: ok'));
  const text = bad.length > 0 ? bad.join('\n') : said;
  return text.split('\n').filter((line) => !/wasm-function\[\d+\]/.test(line)).join('\n');
}

function cargo(files, variables) {
  const child = spawn('cargo', [...ARGUMENTS, ...files.flatMap((file) => ['--test', file])], { cwd: ROOT, env: { ...process.env, ...variables, WASM_BINDGEN_TEST_TIMEOUT: '120' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, said })));
}
