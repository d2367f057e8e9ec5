// A copy of the built app whose pages note what goes wrong in them, from their first byte on. The real
// console can be read in one browser only; these ears are the same in all.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from '../support/server.mjs';

const NOTES = 'heard by the tests';

/** A folder with the app and ears. The caller deletes it with `remove`. */
export function withEars() {
  const dist = mkdtempSync(join(tmpdir(), 'forecourt-ears-'));
  cpSync(built().dist, dist, { recursive: true });
  writeFileSync(join(dist, 'ears.js'), `(${listen})(${JSON.stringify(NOTES)});`);
  change(join(dist, 'index.html'), '<head>', '<head><script src="/ears.js"></script>');
  // Without a server the page comes from the service worker, and so must they.
  change(join(dist, 'sw.js'), 'const FILES = [', 'const FILES = ["/ears.js", ');
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}

/** What the pages of this tab noted since it was opened. */
export function notes(page) {
  return page.run((name) => JSON.parse(sessionStorage.getItem(name) ?? '[]'), NOTES);
}

/** Runs inside of the page, before anything else does. */
function listen(name) {
  let isLeft = false;
  // A page that is left gives up what it was loading, which some browsers still tell it.
  addEventListener('beforeunload', () => { isLeft = true; });
  const note = (text) => isLeft || sessionStorage.setItem(name, JSON.stringify([...JSON.parse(sessionStorage.getItem(name) ?? '[]'), text]));
  addEventListener('securitypolicyviolation', (event) => note(`policy: ${event.violatedDirective} by ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
  addEventListener('error', (event) => note(`error: ${event.message}\n${event.error?.stack ?? ''}`));
  addEventListener('unhandledrejection', (event) => note(`rejection: ${event.reason}`));
  const error = console.error;
  console.error = (...words) => {
    note(`console: ${words.join(' ')}\n${new Error().stack}`);
    error.apply(console, words);
  };
}

function change(file, from, to) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(file, text.replace(from, to));
}
