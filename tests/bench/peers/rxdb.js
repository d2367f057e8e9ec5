// RxDB on the workload, with its Dexie storage.
import { createRxDatabase } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { LEVEL, makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

const text = (maxLength) => ({ type: 'string', maxLength });
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(30),
    name: text(20),
    phone: text(20),
    level: text(2),
    source: { type: 'string' },
    model: { type: 'string' },
    city: { type: 'string' },
    next: text(10),
    updated: { type: 'number', minimum: 0, maximum: 1e15, multipleOf: 1 },
    note: { type: 'string' },
  },
  required: ['id', 'name', 'phone', 'level', 'next', 'updated'],
  indexes: ['next', ['level', 'name'], 'phone'],
};

async function open() {
  const db = await createRxDatabase({ name: 'bench-rxdb', storage: getRxStorageDexie(), multiInstance: false, closeDuplicates: true });
  await db.addCollections({ customers: { schema } });
  return db;
}

window.fill = async (count) => {
  const db = await open();
  const customers = makeCustomers(count);
  const insert = await time(async () => {
    for (let from = 0; from < count; from += 2000) await db.customers.bulkInsert(customers.slice(from, from + 2000));
  });
  await db.close();
  return { insert };
};

window.use = async () => {
  const result = {};
  let db;
  let first;
  result.cold = await time(async () => {
    db = await open();
    [first] = await db.customers.find({ sort: [{ next: 'asc' }], limit: 50 }).exec();
  });
  result.sort = await time(async () => {
    const selector = { level: { $eq: LEVEL } };
    await db.customers.find({ selector, sort: [{ name: 'asc' }], limit: 50 }).exec();
    result.foundFilter = await db.customers.count({ selector }).exec();
  });
  const find = async (words) =>
    (await db.customers.find({ selector: { $or: [{ name: { $regex: words } }, { phone: { $regex: words } }] } }).exec()).length;
  result.hit = await time(async () => { result.foundHit = await find(SEARCH.hit); });
  result.miss = await time(() => find(SEARCH.miss));
  result.edit = await time(() => first.incrementalPatch({ city: '广州' }));
  await db.close();
  return result;
};
