import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, newId, profile, stamp } from "./api.mjs";

describe("pulling", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());

  test("the other device gets what changed, and only once", async () => {
    const other = await profile(caller);
    const { body: first } = await other.pull();
    assert.deepEqual(Object.keys(first.units), ["t", caller.unit]);
    assert.equal(first.units.t.cursor, first.high);
    const cursors = { t: first.high, [caller.unit]: first.high };

    const made = caller.create({ name: "A|B", note: '"quoted" \\ 引号' }, { verb: { create: { unit: caller.unit, owner: caller.account.staff } } });
    await caller.push(made);
    const { body } = await other.pull(cursors);
    assert.deepEqual(body.units.t.rows, []);
    assert.deepEqual(body.units[caller.unit].rows, [[first.high + 1, "customer", made.id, 0, caller.account.staff, made.fields]]);
    assert.equal(body.clock, made.at);
    assert.equal(body.high, first.high + 1);
    assert.equal(body.units[caller.unit].cursor, body.high);
    assert.equal(body.units[caller.unit].more, false);

    const { body: again } = await other.pull({ t: body.high, [caller.unit]: body.high });
    assert.deepEqual(again.units, { t: { rows: [], cursor: body.high, more: false }, [caller.unit]: { rows: [], cursor: body.high, more: false } });
    assert.equal(again.clock, null);
    assert.equal(other.cost.written, 0);
  });

  test("what lies in the bin comes with its values, what is gone without", async () => {
    const made = caller.create({ name: "Secret" });
    await caller.push(made, caller.command("bin", made.id));
    assert.deepEqual((await caller.all()).get(made.id), { ...(await caller.all()).get(made.id), state: 1, fields: { name: "Secret" } });
    await server.db.prepare("update rec set st = 2, seq = (select seq from tenant) where id = ?").bind(made.id).run();
    const row = (await caller.all()).get(made.id);
    assert.deepEqual([row.state, row.fields], [2, {}]);
    assert.deepEqual(await caller.outcomes(caller.command("restore", made.id)), ["op.gone"]);
  });

  test("a person gets the units of the person, whatever cursors are sent", async () => {
    const store = newId();
    const elsewhere = await colleague(caller, { units: ["t", `s:${store}`] });
    const made = caller.create({ name: "Not for the other store" });
    await caller.push(made);
    const { body } = await elsewhere.pull({ t: 0, [caller.unit]: 0 });
    assert.deepEqual(Object.keys(body.units), ["t", `s:${store}`]);
    assert.ok(!JSON.stringify(body).includes(made.id));
    assert.deepEqual(await elsewhere.outcomes(elsewhere.patch(made.id, { name: "mine" })), ["op.not_found"]);
  });

  test("an odd epoch of the device brings no pages, an odd cursor no harm", async () => {
    const { body } = await caller.post("/pull", { v: 1, device: caller.device, epoch: "other", cursors: {} });
    assert.deepEqual(body.units, {});
    assert.notEqual(body.epoch, "other");
    const odd = { "": 1, "a\"b": 2, "$.x": 3, "'; drop table rec; --": 4, "s:|": 5 };
    assert.equal((await caller.pull(odd)).status, 200);
    const ahead = (await caller.pull({ t: 2 ** 53, [caller.unit]: 2 ** 53 })).body;
    assert.deepEqual(ahead.units.t.rows, []);
    assert.equal(ahead.units.t.cursor, ahead.high, "a cursor beyond the end comes back to it");
  });
});

describe("pages", () => {
  let server, caller, other;
  before(async () => {
    server = await start();
    caller = await dealership(server);
    await server.db.prepare("update tenant set seq = 5000").run();
    const fill = server.db.prepare(`with recursive n(i) as (select ?3 union all select i + 1 from n where i < ?4)
      insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk) select 1, 'customer', printf('%026d', i), ?1, null, 0, i, i, ?2,
        json_object('name', 'Customer ' || i, 'note', substr(hex(zeroblob(?5)), 1, ?5)), json_object('*', ?2) from n`);
    // 1,600 small rows, then 60 large ones.
    await fill.bind(caller.unit, stamp(1), 100, 1699, 100).run();
    await fill.bind(caller.unit, stamp(2), 1700, 1759, 60_000).run();
    other = await profile(caller);
  });
  after(() => server.stop());

  test("end at a number of rows and at a number of bytes, and meet without gap or overlap", async () => {
    const cursors = {};
    const seen = [];
    const pages = [];
    for (let more = true; more; ) {
      const { status, body } = await other.pull(cursors);
      assert.equal(status, 200);
      const text = JSON.stringify(body);
      assert.ok(text.length <= 512 * 1024, `${text.length} bytes`);
      const page = body.units[caller.unit];
      pages.push(page.rows.length);
      seen.push(...page.rows.map(([seq]) => seq));
      assert.ok(page.rows.length > 0);
      assert.equal(page.cursor, page.more ? page.rows.at(-1)[0] : body.high);
      for (const [unit, { cursor }] of Object.entries(body.units)) cursors[unit] = cursor;
      more = page.more;
    }
    assert.deepEqual(seen, Array.from({ length: 1660 }, (_, index) => 100 + index));
    // The unit of the whole dealership is there at once, and leaves its half of the page to the store.
    assert.deepEqual(pages.slice(0, 3), [100, 1000, 506], "a short first page, then by rows, then by bytes");
    assert.ok(pages.slice(3).every((rows) => rows <= 8), pages.join());
  });

  test("cost a fixed number of rows per row sent", async () => {
    await other.pull({ t: 5000, [caller.unit]: 100 });
    const { statements, read, written } = other.cost;
    assert.deepEqual([statements, written], [2, 0]);
    assert.ok(read <= 3 * 1001 + 25, `${read} rows read for a page of 1,000`);
    await other.pull({ t: 5000, [caller.unit]: 5000 });
    assert.ok(other.cost.read <= 25, `${other.cost.read} rows read for nothing new`);
  });
});
