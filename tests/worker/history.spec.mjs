// The history of a record: what it holds, who may read it, and what a group is told to have lost.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, newId, profile, stamp } from "./api.mjs";

describe("the history of a record", () => {
  let server, caller, made;
  const of = (who, id = made.id, kind = "customer") => who.post("/history", { v: 1, device: who.device, kind, id });
  const items = async (who = caller, id = made.id) => (await of(who, id)).body.items;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());
  const fresh = async (fields = { name: "A", city: "Hangzhou" }) => {
    made = caller.create(fields);
    await caller.push(made);
  };

  test("holds every change with who, when, before and after, oldest first", async () => {
    await fresh();
    assert.deepEqual(await items(), []);
    const colleague_ = await colleague(caller);
    const first = caller.patch(made.id, { city: "Suzhou", vip: true });
    const second = colleague_.patch(made.id, { city: null, tags: ["x"] }, { at: stamp(Date.now() + 1_000) });
    assert.deepEqual(await caller.outcomes(first), ["applied"]);
    assert.deepEqual(await colleague_.outcomes(second), ["applied"]);
    const [mine, other] = [caller.account.staff, colleague_.account.staff];
    const expected = [
      [first.at, mine, "city", "Hangzhou", "Suzhou", 1],
      [first.at, mine, "vip", null, true, 1],
      [second.at, other, "city", "Suzhou", null, 1],
      [second.at, other, "tags", null, ["x"], 1],
    ];
    assert.deepEqual(await items(), expected);
    assert.deepEqual(await items(colleague_), expected);
    // A command changes no field.
    await caller.push(caller.command("bin", made.id));
    assert.deepEqual(await items(), expected);
  });

  test("keeps the value of an edit that lost, and the writer is told which field that was", async () => {
    await fresh();
    const late = caller.patch(made.id, { city: "Suzhou" }, { at: stamp(Date.now() - 1_000) });
    await caller.push(late);
    const early = caller.patch(made.id, { city: "Beijing", level: "a" }, { at: stamp(Date.now() - 2_000) });
    const { body } = await caller.push(early);
    // The record is younger than the edit, so nothing of it can win.
    assert.deepEqual(body.verdicts[0].outcome, { is: "merged", seq: body.verdicts[0].outcome.seq, lost: [[0, "city"], [0, "level"]] });
    const staff = caller.account.staff;
    assert.deepEqual((await items()).slice(-2), [
      [early.at, staff, "city", (await caller.all()).get(made.id).fields.city, "Beijing", 0],
      [early.at, staff, "level", null, "a", 0],
    ]);
  });

  test("an edit that asks for what stands there is no change and loses nothing", async () => {
    await fresh();
    const old = stamp(1_000);
    const { body } = await caller.push(caller.patch(made.id, { city: "Hangzhou", gone: null }, { at: old }));
    assert.equal(body.verdicts[0].outcome.is, "merged");
    assert.equal(body.verdicts[0].outcome.lost, undefined);
    assert.deepEqual(await items(), []);
  });

  test("says won exactly when the field was written, whoever comes in between", async () => {
    await fresh();
    const writers = [caller, await profile(caller), await colleague(caller), await colleague(caller)];
    const base = Date.now();
    await Promise.all(writers.map(async (writer, nth) => {
      for (let round = 0; round < 8; round++) {
        const at = stamp(base + ((nth * 7 + round * 5) % 23), round, nth + 1);
        const { body } = await writer.push(writer.patch(made.id, { city: `${nth}.${round}` }, { at }));
        const { is, lost } = body.verdicts[0].outcome;
        assert.deepEqual(lost ?? [], is === "merged" ? [[0, "city"]] : [], JSON.stringify(body));
        writer.told ??= new Map();
        writer.told.set(at, is === "applied" ? 1 : 0);
      }
    }));
    const told = new Map(writers.flatMap((writer) => [...writer.told]));
    const history = await items();
    assert.equal(history.length, 32);
    let stands = "Hangzhou";
    for (const [at, , , before, after, won] of history) {
      assert.equal(won, told.get(at), `${at} was told otherwise`);
      assert.equal(before, stands);
      if (won) stands = after;
    }
    assert.equal((await caller.all()).get(made.id).fields.city, stands);
  });

  test("stays bounded: the last fifty are given, long values by their beginning", async () => {
    await fresh();
    for (let round = 0; round < 13; round++) {
      await caller.push(...Array.from({ length: 10 }, (_, nth) => [caller.patch(made.id, { [`f${nth}`]: round })]));
    }
    const last = await items();
    assert.equal(last.length, 50);
    assert.deepEqual(last.at(-1).slice(2), ["f9", 11, 12, 1]);
    const kept = await server.db.prepare("select json_array_length(items) n from hist where id = ?").bind(made.id).first("n");
    assert.ok(kept < 120, `${kept} items`);

    const long = "长".repeat(2_000);
    await caller.push(caller.patch(made.id, { note: long }));
    await caller.push(caller.patch(made.id, { note: "short" }));
    const cut = { cut: "长".repeat(500) };
    assert.deepEqual((await items()).slice(-2).map((item) => item.slice(3)), [[null, cut, 1], [cut, "short", 1]]);
    assert.equal((await caller.all()).get(made.id).fields.note, "short");
  });

  test("a replay and a refused group leave no trace", async () => {
    await fresh();
    const request = caller.request([caller.patch(made.id, { city: "Suzhou" })], [caller.patch(made.id, { "bad.name": 1 })]);
    await caller.post("/push", request);
    await caller.post("/push", request);
    caller.mid += 2;
    assert.equal((await items()).length, 1);
  });

  test("is read only by whoever may see the record now, on an own device", async () => {
    await fresh();
    await caller.push(caller.patch(made.id, { city: "Suzhou" }));
    const stranger = await dealership(server);
    const narrow = await colleague(caller, { units: ["t"] });
    for (const [who, id] of [[stranger, made.id], [narrow, made.id], [caller, newId()]]) {
      const { status, body } = await of(who, id);
      assert.deepEqual([status, body.code], [404, "op.not_found"]);
    }
    assert.equal((await of(caller, made.id, "lead")).status, 404);
    assert.equal((await of({ ...caller, post: caller.post, device: newId() })).body.code, "device.foreign");
    await server.db.prepare("update rec set st = 2 where id = ?").bind(made.id).run();
    assert.equal((await of(caller)).status, 404);
  });
});
