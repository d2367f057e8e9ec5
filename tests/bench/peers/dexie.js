// Dexie on the workload: rows in IndexedDB with the indexes the lists need.
import Dexie from 'dexie';
import { LEVEL, makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

function open() {
  const db = new Dexie('bench-dexie');
  db.version(1).stores({ customers: 'id,phone,next,[level+name],updated' });
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
  const result = {};
  result.cold = await time(() => db.customers.orderBy('next').limit(50).toArray());
  const of = () => db.customers.where('[level+name]').between([LEVEL, Dexie.minKey], [LEVEL, Dexie.maxKey]);
  result.sort = await time(async () => {
    await of().limit(50).toArray();
    result.foundFilter = await of().count();
  });
  const find = async (words) => (await db.customers.filter((c) => c.name.includes(words) || c.phone.includes(words)).primaryKeys()).length;
  result.hit = await time(async () => { result.foundHit = await find(SEARCH.hit); });
  result.miss = await time(() => find(SEARCH.miss));
  const [first] = await db.customers.orderBy('next').limit(1).toArray();
  result.edit = await time(() => db.customers.update(first.id, { city: '广州' }));
  db.close();
  return result;
};
