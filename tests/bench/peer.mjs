// A peer store, bundled and run in a page of its own.

import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pageOf, withProfile } from './browser.mjs';

const place = (name) => fileURLToPath(new URL(`peers/${name}.js`, import.meta.url));
const wasm = () => readFileSync(createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'));

async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** What the page of a peer may ask for: itself, its script, and a worker if it has one. */
async function files(name) {
  const all = new Map([
    ['/', ['text/html; charset=utf-8', '<!doctype html><title>peer</title><script type="module" src="/peer.js"></script>']],
    ['/peer.js', ['text/javascript', await bundle(place(name))]],
  ]);
  if (existsSync(place(`${name}-worker`))) {
    all.set('/worker.js', ['text/javascript', await bundle(place(`${name}-worker`))]);
    all.set('/sqlite3.wasm', ['application/wasm', wasm()]);
  }
  return all;
}

function serve(all) {
  const server = http.createServer((request, response) => {
    const [type, body] = all.get(new URL(request.url, 'http://x').pathname) ?? [];
    if (!type) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Milliseconds of filling and, in a new browser process, of using a peer. */
export async function measurePeer(name, count, slow) {
  const server = await serve(await files(name));
  try {
    return await withProfile(`http://localhost:${server.address().port}`, async (open) => {
      const call = async (method, argument) => {
        const context = await open();
        const page = await pageOf(context, slow);
        page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
        await page.goto('/');
        await page.waitForFunction((method) => window[method], method);
        const result = await page.evaluate(([method, argument]) => window[method](argument), [method, argument]);
        await context.close();
        return result;
      };
      return { ...(await call('fill', count)), ...(await call('use')) };
    });
  } finally {
    server.close();
  }
}
