// What a person reads of a unit, on the real Worker and on a populated table. The decisions themselves are
// compared in tests/sync/access.rs; caught here: an answer without the access, a guard that does not look at
// its version, a history that shows more than the pages, a scan that reads more than what changed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, stamp } from "./api.mjs";

const ROWS = 5_000;

describe("reach and masks", () => {
  let server, caller, clerk, own, foreign;
  before(async () => {
    server = await start();
    caller = await dealership(server);
    clerk = await colleague(caller);
    const at = (owner) => ({ verb: { create: { unit: caller.unit, owner } } });
    own = caller.create({ name: "Own", phone: "13800138000" }, at(clerk.account.staff));
    foreign = caller.create({ name: "Secret", phone: "13900139000" }, at(caller.account.staff));
    await caller.push(own, foreign, caller.patch(foreign.id, { name: "Secret again" }), caller.patch(own.id, { phone: "13700137000" }));
  });
  after(() => server.stop());

  const narrow = () => server.db.prepare("update staff_access set reach = ?, masks = ?, version = version + 1 where staff = ?")
    .bind(JSON.stringify({ [caller.unit]: "own" }), JSON.stringify({ customer: ["phone"] }), clerk.account.staff).run();
  const pull = (cursors, more = {}) => clerk.post("/pull", { v: 1, device: clerk.device, epoch: "", cursors, access: 1, origins: {}, ...more });

  test("i8: no answer holds a row or a field that is not read", async () => {
    assert.equal((await clerk.all()).size, 5, "two of the dealership, its store, and both customers");
    await narrow();
    const { body } = await pull({});
    assert.deepEqual(body.access.units[caller.unit], "own");
    assert.deepEqual(body.access.version, 2);
    assert.deepEqual(body.units[caller.unit].rows.map(([, , id, , , fields]) => [id, fields]), [[own.id, { name: "Own" }]]);
    assert.equal((await pull({}, { access: 2 })).body.access, undefined);
    const history = (id) => clerk.post("/history", { v: 1, device: clerk.device, kind: "customer", id });
    assert.equal((await history(foreign.id)).body.code, "op.not_found");
    const { items } = (await history(own.id)).body;
    assert.ok(!JSON.stringify(items).includes("137"), JSON.stringify(items));
  });

  test("i8: nobody changes what is not read, nor finds out that it is there", async () => {
    assert.deepEqual(await clerk.outcomes(
      clerk.patch(foreign.id, { name: "x" }), clerk.command("bin", foreign.id), clerk.patch(own.id, { phone: "1" }),
      clerk.create({ name: "x" }), clerk.create({ name: "x" }, { verb: { create: { unit: caller.unit, owner: clerk.account.staff } } }),
    ), ["op.not_found", "op.not_found", "op.denied", "op.denied", "applied"]);
  });

  test("i9: a build that does not ask what is read is given no rows of somebody who does not read all, and its work is taken", async () => {
    await narrow();
    const { status, body } = await pull({}, { access: undefined });
    assert.deepEqual([status, body.code], [426, "request.client_too_old"]);
    assert.deepEqual(await clerk.outcomes(clerk.create({ name: "Made by an old build" }, { verb: { create: { unit: clerk.unit, owner: clerk.account.staff } } })), ["applied"]);
    assert.equal((await pull({})).status, 200);
  });

  test("i12: a pull reads what changed once, however little of it is read by the person", async (t) => {
    const { db } = server;
    const seq = await db.prepare("select seq from tenant where ten = 1").first("seq");
    await db.prepare(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
      insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk)
      select 1, 'customer', printf('%026d', i), ?2, case i % 50 when 0 then ?3 end, 0, ?4 + i, ?4 + i, ?5, json_object('name', i), json_object('*', ?5) from n`)
      .bind(ROWS, caller.unit, clerk.account.staff, seq, stamp(1)).run();
    await db.prepare("update tenant set seq = ? where ten = 1").bind(seq + ROWS).run();
    const cursors = (behind) => ({ t: seq + ROWS, [caller.unit]: seq + ROWS - behind });
    for (const behind of [0, 1, 400]) {
      const { body } = await pull(cursors(behind), { access: 2 });
      const sent = body.units[caller.unit].rows;
      t.diagnostic(`${behind} behind: ${clerk.cost.read} rows read, ${sent.length} sent`);
      assert.ok(clerk.cost.read <= behind * 3 + 30, `${clerk.cost.read} rows read`);
      assert.equal(sent.filter(([, , , state]) => state === 0).length, Math.ceil(behind / 50));
    }
    // A first pull of someone who reads one row in fifty is sent those alone.
    const first = (await pull({}, { access: 2 })).body.units[caller.unit].rows;
    assert.ok(first.every(([, , , state]) => state === 0));
  });
});
