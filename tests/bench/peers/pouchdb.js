// PouchDB on the workload, with the indexes the lists need.
import PouchDB from 'pouchdb-browser';
import find from 'pouchdb-find';
import { LEVEL, makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

PouchDB.plugin(find);
const open = () => new PouchDB('bench-pouchdb', { auto_compaction: true });
const EVERYBODY = { next: { $gt: '' } };

window.fill = async (count) => {
  const db = open();
  const customers = makeCustomers(count).map((customer) => ({ _id: customer.id, ...customer }));
  const insert = await time(async () => {
    for (let from = 0; from < count; from += 2000) await db.bulkDocs(customers.slice(from, from + 2000));
    await db.createIndex({ index: { fields: ['next'] } });
    await db.createIndex({ index: { fields: ['level', 'name'] } });
    // The first query of an index builds it.
    await db.find({ selector: EVERYBODY, sort: [{ next: 'asc' }], limit: 1 });
    await db.find({ selector: { level: LEVEL }, sort: [{ level: 'asc' }, { name: 'asc' }], limit: 1 });
  });
  await db.close();
  return { insert };
};

window.use = async () => {
  const db = open();
  const result = {};
  let first;
  result.cold = await time(async () => {
    ({ docs: [first] } = await db.find({ selector: EVERYBODY, sort: [{ next: 'asc' }], limit: 50 }));
  });
  result.sort = await time(async () => {
    const { docs } = await db.find({ selector: { level: LEVEL }, sort: [{ level: 'asc' }, { name: 'asc' }], limit: 1e9 });
    result.foundFilter = docs.length;
  });
  const find = async (words) => {
    const { rows } = await db.allDocs({ include_docs: true });
    return rows.filter(({ doc }) => doc.name && (doc.name.includes(words) || doc.phone.includes(words))).length;
  };
  result.hit = await time(async () => { result.foundHit = await find(SEARCH.hit); });
  result.miss = await time(() => find(SEARCH.miss));
  result.edit = await time(() => db.put({ ...first, city: '广州' }));
  await db.close();
  return result;
};
