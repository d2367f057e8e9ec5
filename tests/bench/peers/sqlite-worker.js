import start from '@sqlite.org/sqlite-wasm';
import { LEVEL, makeCustomers, SEARCH } from '../workload.mjs';
import { time } from './time.js';

const COLUMNS = ['id', 'name', 'phone', 'level', 'source', 'model', 'city', 'next', 'updated', 'note'];

async function open() {
  const sqlite = await start({ locateFile: () => '/sqlite3.wasm' });
  const pool = await sqlite.installOpfsSAHPoolVfs({});
  return new pool.OpfsSAHPoolDb('/bench.db');
}

const rows = (db, sql, bind) => db.exec({ sql, bind, rowMode: 'object', returnValue: 'resultRows' });

async function fill(count) {
  const db = await open();
  const customers = makeCustomers(count);
  const insert = await time(() => {
    db.exec(`create table customers(${COLUMNS.join(',')}, primary key(id)) without rowid;
      create index by_next on customers(next); create index by_level on customers(level, name);`);
    db.transaction(() => {
      const statement = db.prepare(`insert into customers values (${COLUMNS.map(() => '?').join(',')})`);
      for (const customer of customers) statement.bind(COLUMNS.map((column) => customer[column])).stepReset();
      statement.finalize();
    });
  });
  db.close();
  return { insert };
}

async function use() {
  const result = {};
  let db;
  let first;
  result.cold = await time(async () => {
    db = await open();
    [first] = rows(db, 'select * from customers order by next limit 50');
  });
  result.sort = await time(() => {
    rows(db, 'select * from customers where level = ? order by name limit 50', [LEVEL]);
    result.foundFilter = rows(db, 'select count(*) n from customers where level = ?', [LEVEL])[0].n;
  });
  const find = (words) =>
    rows(db, "select id from customers where name like ?1 or phone like ?1", [`%${words}%`]).length;
  result.hit = await time(() => { result.foundHit = find(SEARCH.hit); });
  result.miss = await time(() => find(SEARCH.miss));
  result.edit = await time(() => db.exec({ sql: 'update customers set city = ? where id = ?', bind: ['广州', first.id] }));
  db.close();
  return result;
}

const METHODS = { fill, use };

self.onmessage = async ({ data: [method, argument] }) => {
  try {
    self.postMessage(await METHODS[method](argument));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
