// A peer store, bundled and run in a page of its own.

import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withProfile } from './browser.mjs';

async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`peers/${name}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    define: { global: 'window', 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}

function serve(script) {
  const server = http.createServer((request, response) => {
    const isScript = request.url.endsWith('.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : '<!doctype html><title>peer</title><script src="/peer.js"></script>');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Milliseconds of filling and, in a new browser process, of using a peer. */
export async function measurePeer(name, count) {
  const server = await serve(await bundle(name));
  try {
    return await withProfile(`http://localhost:${server.address().port}`, async (open) => {
      const call = async (method, argument) => {
        const context = await open();
        const page = await context.newPage();
        await page.goto('/');
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
