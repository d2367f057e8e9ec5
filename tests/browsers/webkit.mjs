// WebKitGTK, driven by its own WebDriver. It draws on a display, so it gets one that nobody sees.

import { createServer } from 'node:net';
import { launch, until } from './process.mjs';

const COMMANDS = {
  Navigate: ['POST', '/url'],
  ExecuteAsyncScript: ['POST', '/execute/async'],
  ExecuteScript: ['POST', '/execute/sync'],
  GetCookies: ['GET', '/cookie'],
  ElementClick: ['POST', '/element/:element/click'],
  ElementClear: ['POST', '/element/:element/clear'],
  ElementSendKeys: ['POST', '/element/:element/value'],
};

export const name = 'WebKitGTK';

/** It drops a Secure cookie on http, also on localhost. */
export const wantsTls = true;

/** Starts WebKitGTK's MiniBrowser with a fresh, ephemeral profile, and leaves nothing running when that fails. */
export async function open() {
  const display = launch(process.env.XVFB ?? 'Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']);
  return openOn(display).catch(async (error) => {
    await display.end();
    throw error;
  });
}

async function openOn(display) {
  const number = await until(() => /^(\d+)$/m.exec(display.said())?.[1] ?? null, () => `Xvfb did not start: ${display.said()}`);
  const port = await freePort();
  const driver = launch(process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver', [`--port=${port}`], {
    DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1', LANG: 'en_GB.UTF-8', LANGUAGE: 'en_GB',
  });
  const call = (method, path, body) => request(`http://127.0.0.1:${port}${path}`, method, body);
  await until(() => call('GET', '/status').then(() => true, () => null), () => `WebKitWebDriver did not start: ${driver.said()}`);
  const { sessionId } = await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        acceptInsecureCerts: true,
        'webkitgtk:browserOptions': {
          binary: process.env.MINIBROWSER,
          args: ['--automation'],
        },
      },
    },
  });
  return {
    send(command, { element, ...rest } = {}) {
      const [method, path] = COMMANDS[command];
      return call(method, `/session/${sessionId}${path.replace(':element', element)}`, method === 'POST' ? rest : undefined);
    },
    /** Its console cannot be read from outside. */
    heard: async () => [],
    async close() {
      await call('DELETE', `/session/${sessionId}`).catch(() => {});
      await driver.end();
      await display.end();
    },
  };
}

async function request(address, method, body) {
  const response = await fetch(address, { method, body: body && JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${new URL(address).pathname}: ${value.error}: ${value.message}`);
  return value;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
