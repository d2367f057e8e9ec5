// Dexie on the workload: rows in IndexedDB with the indexes the lists need.
import Dexie from 'dexie';
import { makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

function open() {
  const db = new Dexie('bench-dexie');
  db.version(1).stores({ customers: 'id,phone,[owner+updated],updated,level' });
  return db;
}

window.fill = async (count) => {
  const db = open();
  const customers = makeCustomers(count);
  const insert = await time(() => db.customers.bulkPut(customers));
  db.close();
  return { insert };
};

window.use = async () => {
  const db = open();
  const cold = await time(() => db.customers.orderBy('updated').reverse().limit(50).toArray());
  const find = (words) => () => db.customers.filter((c) => c.name.includes(words) || c.phone.includes(words)).limit(50).toArray();
  const hit = await time(find(SEARCH.hit));
  const miss = await time(find(SEARCH.miss));
  db.close();
  return { cold, hit, miss };
};
