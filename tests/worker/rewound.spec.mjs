// Devices whose profile was set back or copied. Caught here, alone: admission trusts numbers
// (decide.rs), a push does not remember its groups (decided.sql), or `after` is not heard (enrol.sql).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { dealership, newId, profile } from "./api.mjs";

describe("a device whose profile was set back", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());
  const mid = () => server.db.prepare("select mid from device where device = ?").bind(caller.device).first("mid");

  test("i1: is told that its numbers stand for other groups, and nothing of its push is done", async () => {
    await caller.push(caller.create({ name: "one" }));
    await caller.push(caller.create({ name: "two" }));
    const decided = await mid();
    caller.mid = decided;
    const rows = await server.count("rec");
    const { status, body } = await caller.push(caller.create({ name: "after" }), caller.create({ name: "the fall" }));
    assert.deepEqual([status, body.code], [409, "device.rewound"]);
    assert.equal(await server.count("rec"), rows);
    assert.equal(await mid(), decided);
  });

  test("i1: goes on under a new id that begins where it stands, and all of its work arrives", async () => {
    const made = [caller.create({ name: "kept one" }), caller.create({ name: "kept two" })];
    caller.mid = 2;
    assert.equal((await caller.push(...made)).body.code, "device.rewound");
    const { epoch } = (await caller.pull()).body;
    caller.device = newId();
    const enrolled = await caller.post("/device", { device: caller.device, name: "Node", after: 1 });
    assert.deepEqual(enrolled.body, { mid: 1, epoch });
    assert.deepEqual(await caller.outcomes(...made), ["applied", "applied"]);
    // Both again, under one more id: the same creation is known by its stamp.
    caller.device = newId();
    await caller.post("/device", { device: caller.device, name: "Node", after: 1 });
    caller.mid = 2;
    assert.deepEqual(await caller.outcomes(...made), ["applied", "applied"]);
    assert.equal(await server.count("rec", "body ->> 'name' like 'kept %'"), 2);
  });

  test("a device that the server knows keeps its number, whatever it claims", async () => {
    const decided = await mid();
    const { body } = await caller.post("/device", { device: caller.device, name: "Node", after: 500 });
    assert.equal(body.mid, decided);
    assert.equal((await caller.enrol()).body.mid, decided);
  });

  test("i2: the last push that decided something may come again, in part or with more", async () => {
    const own = await profile(caller);
    const request = own.request(own.create({ name: "a" }), own.create({ name: "b" }));
    assert.equal((await own.post("/push", request)).status, 200);
    const part = { ...request, groups: request.groups.slice(0, 1) };
    const more = { ...request, groups: [...request.groups, { mid: 3, ops: [own.create({ name: "c" })] }] };
    for (const again of [request, part, more, more, request]) {
      const { status, body } = await own.post("/push", again);
      assert.equal(status, 200, body.code);
      assert.ok(body.verdicts.every(({ outcome }) => outcome.is === "applied"));
    }
    assert.deepEqual(JSON.parse(await server.db.prepare("select recent from device where device = ?").bind(own.device).first("recent")),
      more.groups.map(({ mid, ops }) => [mid, ops[0].at]));
  });
});
