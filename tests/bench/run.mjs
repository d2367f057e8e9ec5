// node tests/bench/run.mjs [CUSTOMERS] [RUNS]
//
// Forecourt, Dexie and RxDB hold the same customers in the same Chromium, one after the other, each run in a fresh profile.
// Figures drift from machine to machine: read the ratios. Forecourt's figures include what a person waits for, the painted page;
// those of the peers are the bare query, without any interface.

import { table } from './table.mjs';
import { measureForecourt } from './forecourt.mjs';
import { measurePeer } from './peer.mjs';

const count = Number(process.argv[2] ?? 10_000);
const runs = Number(process.argv[3] ?? 3);

const SUBJECTS = [
  ['Forecourt', measureForecourt],
  ['Dexie', (customers) => measurePeer('dexie', customers)],
  ['RxDB', (customers) => measurePeer('rxdb', customers)],
];

const results = [];
for (const [name, measure] of SUBJECTS) {
  const samples = [];
  for (let run = 1; run <= runs; run += 1) {
    console.log(`${name}: run ${run} of ${runs} with ${count} customers`);
    samples.push(await measure(count));
  }
  results.push([name, samples]);
}
console.log(table(count, results));
