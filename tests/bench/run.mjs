// node tests/bench/run.mjs [CUSTOMERS] [RUNS] [--slow] [--only NAME,NAME]
// node tests/bench/run.mjs [CUSTOMERS] --budgets [--activities PER_CUSTOMER] [--slow]
// node tests/bench/run.mjs --live
//
// Forecourt and five other local stores hold the same customers in the same Chromium, one after the other, each run in a fresh
// profile. Figures drift from machine to machine: read the ratios. Forecourt's figures include what a person waits for, the painted
// page, and its filling is a first sync from a local server with everything encrypted; those of the peers are the bare call, without
// interface, server or encryption. `--slow` slows the processor of the pages four times, as a phone of the middle class would be. `--live`
// measures what the Worker alone takes for a push, and until other devices have what it brought.

import { table } from './table.mjs';
import { measureForecourt } from './forecourt.mjs';
import { measurePeer } from './peer.mjs';
import { measureBudgets } from './budgets.mjs';

const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const [count = 10_000, runs = 3] = process.argv.slice(2).filter((word) => /^\d+$/.test(word)).map(Number);
const slow = options.includes('--slow') ? 4 : 1;

/** The number behind an option; 0 without one. */
const numberOf = (option) => Number(process.argv[process.argv.indexOf(option) + 1]) || 0;

const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',');

/** PouchDB takes minutes to fill and index a hundred thousand; it is measured on fewer. */
const POUCH_MOST = 10_000;

const peer = (name) => (customers) => measurePeer(name, customers, slow);
const SUBJECTS = [
  ['Forecourt', (customers) => measureForecourt(customers, slow)],
  ['Dexie', peer('dexie')],
  ['RxDB', peer('rxdb')],
  ['TinyBase', peer('tinybase')],
  ['SQLite/OPFS', peer('sqlite')],
  ['PouchDB', peer('pouchdb'), POUCH_MOST],
].filter(([name]) => !options.includes('--only') || only.includes(name));

/** Everybody has to have found the same, or the figures compare nothing. */
function check(name, sample, expected) {
  for (const key of ['foundFilter', 'foundHit']) {
    if (sample[key] !== expected[key]) throw new Error(`${name} found ${sample[key]} where ${expected[key]} fit (${key})`);
  }
}

/** Does the same with all of them and returns a table. */
async function compare() {
  const results = [];
  for (const [name, measure, most = Infinity] of SUBJECTS) {
    const own = Math.min(count, most);
    const samples = [];
    for (let run = 1; run <= runs; run += 1) {
      console.log(`${name}: run ${run} of ${runs} with ${own} customers${slow > 1 ? ', processor slowed four times' : ''}`);
      samples.push(await measure(own));
    }
    const label = own < count ? `${name} (${own})` : name;
    if (own === count && results.length > 0) check(name, samples[0], results[0][1][0]);
    results.push([label, samples]);
  }
  return table(count, slow, results);
}

const activities = options.includes('--activities') ? numberOf('--activities') : 0;
if (options.includes('--live')) await import('./live.mjs');
else console.log(options.includes('--budgets') ? await measureBudgets(count, activities, slow) : await compare());
