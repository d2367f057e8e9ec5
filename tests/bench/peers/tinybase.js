// TinyBase on the workload: everything in memory, kept in IndexedDB by its persister.
import { createIndexes, createStore } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
import { LEVEL, makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

const persisterOf = (store) => createIndexedDbPersister(store, 'bench-tinybase');

window.fill = async (count) => {
  const customers = Object.fromEntries(makeCustomers(count).map((customer) => [customer.id, customer]));
  const store = createStore();
  const persister = persisterOf(store);
  const insert = await time(async () => {
    store.setTable('customers', customers);
    await persister.save();
  });
  await persister.destroy();
  return { insert };
};

window.use = async () => {
  const store = createStore();
  const persister = persisterOf(store);
  const result = {};
  let first;
  result.cold = await time(async () => {
    await persister.load();
    [first] = store.getSortedRowIds('customers', 'next', false, 0, 50);
  });
  const indexes = createIndexes(store);
  result.sort = await time(() => {
    indexes.setIndexDefinition('levels', 'customers', 'level', 'name');
    const ids = indexes.getSliceRowIds('levels', LEVEL);
    result.foundFilter = ids.length;
    ids.slice(0, 50).map((id) => store.getRow('customers', id));
  });
  const find = (words) => {
    let found = 0;
    store.forEachRow('customers', (id) => {
      const row = store.getRow('customers', id);
      found += row.name.includes(words) || row.phone.includes(words) ? 1 : 0;
    });
    return found;
  };
  result.hit = await time(() => { result.foundHit = find(SEARCH.hit); });
  result.miss = await time(() => find(SEARCH.miss));
  result.edit = await time(async () => {
    store.setCell('customers', first, 'city', '广州');
    await persister.save();
  });
  await persister.destroy();
  return result;
};
