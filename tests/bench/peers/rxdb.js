// RxDB on the workload, with its Dexie storage.
import { createRxDatabase } from 'rxdb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

const text = (maxLength) => ({ type: 'string', maxLength });
const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: text(30),
    name: { type: 'string' },
    phone: text(20),
    level: text(2),
    source: { type: 'string' },
    model: { type: 'string' },
    owner: text(10),
    updated: { type: 'number', minimum: 0, maximum: 1e15, multipleOf: 1 },
    note: { type: 'string' },
  },
  required: ['id', 'phone', 'level', 'owner', 'updated'],
  indexes: ['updated', ['level', 'owner', 'updated'], 'phone'],
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
  let db;
  const cold = await time(async () => {
    db = await open();
    return db.customers.find({ sort: [{ updated: 'desc' }], limit: 50 }).exec();
  });
  const find = (words) => () =>
    db.customers.find({ selector: { $or: [{ name: { $regex: words } }, { phone: { $regex: words } }] }, limit: 50 }).exec();
  const hit = await time(find(SEARCH.hit));
  const miss = await time(find(SEARCH.miss));
  await db.close();
  return { cold, hit, miss };
};
