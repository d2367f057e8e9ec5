// What a push costs on a table of 20,000 rows, in the units that D1 bills.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { dealership, newId, profile, stamp } from "./api.mjs";

const ROWS = 20_000;
const id = (index) => String(index).padStart(26, "0");

describe("on a table of 20,000 rows", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
    await dealership(server);
    await server.db.prepare(`with recursive n(i) as (select 3 union all select i + 1 from n where i < ?1 + 2)
      insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk) select 1 + i % 2, 'customer', printf('%026d', i), ?2, null, 0, i, i, ?3,
        json_object('name', 'Customer ' || i, 'phone', '+86138' || i, 'city', 'Hangzhou', 'note', hex(zeroblob(100))), json_object('*', ?3) from n`)
      .bind(ROWS, caller.unit, stamp(1)).run();
    await server.db.prepare("update tenant set seq = ?").bind(ROWS + 2).run();
  });
  after(() => server.stop());

  // Even numbers belong to the first dealership.
  let next = 4;
  const existing = () => id((next += 2) - 2);
  const patches = (count) => Array.from({ length: count }, () => [caller.patch(existing(), { name: "Changed", city: "Suzhou", level: "a" })]);

  async function cost(t, what, act, limits) {
    const began = performance.now();
    const { status, body } = await act();
    const ms = performance.now() - began;
    assert.equal(status, 200, JSON.stringify(body));
    const { statements, read, written } = caller.cost;
    t.diagnostic(`${what}: ${statements} statements, ${read} rows read, ${written} written, ${ms.toFixed(0)} ms`);
    assert.ok(statements <= (limits.statements ?? 10), `${statements} statements`);
    assert.ok(read <= limits.read, `${read} rows read, at most ${limits.read}`);
    assert.ok(written <= limits.written, `${written} rows written, at most ${limits.written}`);
    return body;
  }

  test("i12: statements, rows read and rows written of every endpoint of syncing stay within their limits", async (t) => {
    const one = caller.request(...patches(1));
    await cost(t, "push of one patch", () => caller.post("/push", one), { read: 45, written: 6 });
    caller.mid++;
    await cost(t, "replay of it", () => caller.post("/push", one), { read: 15, written: 0 });

    const [{ id: changed }] = one.groups[0].ops;
    const body = { v: 1, device: caller.device, kind: "customer", id: changed };
    const { items } = await cost(t, "history of the record", () => caller.post("/history", body), { read: 20, written: 0 });
    assert.equal(items.length, 3);

    const many = patches(500);
    const request = caller.request(...many);
    const pushed = await cost(t, "push of 500 patches", () => caller.post("/push", request), { read: 500 * 28, written: 500 * 3 + 4 });
    assert.ok(pushed.verdicts.every(({ outcome }) => outcome.is === "applied"));
    caller.mid += 500;
    await cost(t, "replay of them", () => caller.post("/push", request), { read: 500 * 2 + 20, written: 0 });

    const made = Array.from({ length: 500 }, (_, index) => [caller.create({ name: `New ${index}`, phone: `+86139${index}`, city: "Ningbo" })]);
    const creates = caller.request(...made);
    await cost(t, "push of 500 new records", () => caller.post("/push", creates), { read: 500 * 20, written: 500 * 3 + 4 });
    caller.mid += 500;

    const refused = caller.request(...Array.from({ length: 500 }, () => [caller.patch(newId(), { a: 1 })]));
    await cost(t, "push of 500 refused patches", () => caller.post("/push", refused), { read: 500 * 4 + 20, written: 500 + 4 });
    caller.mid += 500;

    const renamed = caller.request([caller.patch(caller.account.staff, { name: "Renamed" }, { kind: "staff" })]);
    await cost(t, "push that names staff", () => caller.post("/push", renamed), { statements: 11, read: 45, written: 6 });
    caller.mid++;

    const { high } = (await caller.pull({ t: 0, [caller.unit]: ROWS + 2 })).body;
    const at = (seq) => () => caller.pull({ t: high, [caller.unit]: seq });
    await cost(t, "pull of nothing new", at(high), { read: 20, written: 0 });
    await cost(t, "pull of one row", at(high - 1), { read: 25, written: 0 });
    await cost(t, "pull of 500 rows", at(high - 500), { read: 500 * 3 + 25, written: 0 });
    const other = await profile(caller);
    const first = await other.pull();
    assert.ok(other.cost.read <= 101 * 3 + 40, `${other.cost.read} rows read for a first page`);
    assert.equal(first.body.units[caller.unit].rows.length, 100);
  });

  test("i12: the cost of one operation does not grow with the table", async () => {
    const read = async () => {
      await caller.push(...patches(1));
      return caller.cost.read;
    };
    const before = await read();
    await server.db.prepare(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
      insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk) select 1, 'lead', 'l' || i, ?1, null, 0, i, i, ?2, '{}', json_object('*', ?2) from n`).bind(caller.unit, stamp(1)).run();
    assert.equal(await read(), before);
  });
});
