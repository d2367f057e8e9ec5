// Firefox, driven through Marionette: the WebDriver that is built into it, spoken over a plain
// socket, so that no driver has to be installed beside the browser.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, until } from './process.mjs';

const PREFERENCES = {
  'marionette.port': 0,
  'intl.accept_languages': 'en-GB',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

export const name = 'Firefox';

/** The cookie of the session is accepted on http://localhost. */
export const wantsTls = false;

/** How Firefox tells that a page was left before its service worker had answered it. */
const LEFT = /A ServiceWorker intercepted the request and encountered an unexpected error/;

/** Starts Firefox with a fresh profile. */
export async function open() {
  const profile = mkdtempSync(join(tmpdir(), 'forecourt-firefox-'));
  const lines = Object.entries(PREFERENCES).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const browser = launch(process.env.FIREFOX ?? 'firefox-esr', [
    '--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile,
  ]);
  const told = join(profile, 'MarionetteActivePort');
  const port = await until(() => existsSync(told) && Number(readFileSync(told, 'utf8')), `Firefox did not start: ${browser.said()}`);
  const marionette = await Marionette.connect(port);
  await marionette.send('WebDriver:NewSession', { acceptInsecureCerts: true });
  return {
    send: async (command, { element, ...rest } = {}) => {
      const result = await marionette.send(`WebDriver:${command}`, element ? { id: element, ...rest } : rest);
      return result && 'value' in result ? result.value : result;
    },
    heard: () => hear(marionette),
    async close() {
      marionette.end();
      await browser.end();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** What pages wrote to the console, and what the browser wrote there about them, errors only. */
async function hear(marionette) {
  await marionette.send('Marionette:SetContext', { value: 'chrome' });
  const { value } = await marionette.send('WebDriver:ExecuteScript', { script: `return (${readConsole})()`, args: [] });
  await marionette.send('Marionette:SetContext', { value: 'content' });
  return value.filter((text) => !LEFT.test(text));
}

/** Runs inside of Firefox, with the rights of the browser. */
function readConsole() {
  /* global Cc, Ci, Services */
  const WARNING = 1;
  const told = Services.console.getMessageArray()
    .map((message) => { try { return message.QueryInterface(Ci.nsIScriptError); } catch { return null; } })
    .filter((message) => message && !(message.flags & WARNING) && /^https?:/.test(message.sourceName))
    .map((message) => message.errorMessage);
  const said = Cc['@mozilla.org/consoleAPI-storage;1'].getService(Ci.nsIConsoleAPIStorage).getEvents()
    .filter((event) => ['error', 'assert'].includes(event.level) && /^https?:/.test(event.filename))
    .map((event) => Array.from(event.arguments, String).join(' '));
  return [...told, ...said];
}

/** The protocol: `length:[0, id, command, parameters]` there, `length:[1, id, error, result]` back. */
class Marionette {
  #socket;
  #waiting = new Map();
  #last = 0;
  #rest = Buffer.alloc(0);

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox went away'));
    });
  }

  static async connect(port) {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
    return new Marionette(socket);
  }

  send(command, parameters = {}) {
    const id = ++this.#last;
    const text = JSON.stringify([0, id, command, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { command, resolve, reject }));
  }

  end() {
    this.#socket.destroy();
  }

  #take(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const colon = this.#rest.indexOf(':');
      const end = colon + 1 + Number(this.#rest.subarray(0, colon));
      if (colon < 0 || this.#rest.length < end) return;
      const [, id, error, result] = JSON.parse(this.#rest.subarray(colon + 1, end));
      this.#rest = this.#rest.subarray(end);
      const { command, resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) reject(new Error(`${command}: ${error.message}`));
      else resolve(result);
    }
  }
}
