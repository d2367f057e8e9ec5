// Devices: who sees which, who takes which away, and what a device hears that was taken.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, newId, profile } from "./api.mjs";
import { Listener } from "./listener.mjs";

describe("devices", () => {
  let server;
  before(async () => { server = await start(); });
  after(() => server.stop());

  const listed = async (caller) => (await caller.get("/devices")).body.devices;
  const revoke = (caller, device) => caller.post("/devices/revoke", device ? { device } : {});
  const seen = (caller) => server.db.prepare("select seen, waiting, revoked from device where device = ?").bind(caller.device).first();

  test("a person sees their own, an administrator those of everybody, and nobody those of another dealership", async () => {
    const [administrator, stranger] = [await dealership(server), await dealership(server)];
    const second = await profile(administrator);
    const consultant = await colleague(administrator);
    const own = await listed(consultant);
    assert.deepEqual(own.map(({ device, is_this, is_own }) => [device, is_this, is_own]), [[consultant.device, true, true]]);
    const all = await listed(administrator);
    const told = Object.fromEntries(all.map(({ device, person, is_this, is_own }) => [device, [person, is_this, is_own]]));
    assert.deepEqual(told, {
      [administrator.device]: ["Li Na", true, true], [second.device]: ["Li Na", false, true], [consultant.device]: ["Colleague", false, false],
    });
    assert.deepEqual((await listed(stranger)).map(({ device }) => device), [stranger.device]);
  });

  test("i9: a device that was taken away hears it whatever it asks, and does not come back under its own or another name", async () => {
    const caller = await dealership(server);
    const lost = await profile(caller);
    assert.equal((await revoke(caller, lost.device)).status, 200);
    const asking = [
      () => lost.pull(), () => lost.push([lost.create({ name: "x" })]), () => lost.get("/session"), () => lost.get("/devices"), () => revoke(lost, caller.device),
      () => lost.enrol(), () => lost.enrol(newId()), () => lost.post("/history", { v: 1, device: lost.device, kind: "customer", id: newId() }),
    ];
    for (const ask of asking) {
      const { status, body } = await ask();
      assert.deepEqual([status, body.code], [401, "device.revoked"]);
    }
    assert.equal((await caller.pull()).status, 200);
    const entry = (await listed(caller)).find(({ device }) => device === lost.device);
    assert.equal(entry.revoked, true);
    assert.equal((await revoke(caller, lost.device)).body.code, "op.not_found", "it is taken already");
  });

  test("nobody takes away what is not theirs to take, and all are told the same", async () => {
    const [administrator, stranger] = [await dealership(server), await dealership(server)];
    const consultant = await colleague(administrator);
    for (const [caller, device] of [[consultant, administrator.device], [stranger, administrator.device], [consultant, newId()], [consultant, consultant.device]]) {
      const { status, body } = await revoke(caller, device);
      assert.deepEqual([status, body.code], [404, "op.not_found"]);
    }
    assert.equal((await administrator.pull()).status, 200);
    assert.equal((await revoke(administrator, consultant.device)).status, 200);
    assert.equal((await consultant.pull()).body.code, "device.revoked");
  });

  test("all others of a person go at once, and those of colleagues stay", async () => {
    const administrator = await dealership(server);
    const consultant = await colleague(administrator);
    const others = [await profile(administrator), await profile(administrator)];
    assert.equal((await revoke(administrator)).status, 200);
    for (const other of others) assert.equal((await other.pull()).body.code, "device.revoked");
    assert.equal((await consultant.pull()).status, 200);
    assert.equal((await administrator.pull()).status, 200);
    assert.equal((await revoke(administrator)).status, 200, "when there are no others, nothing is wrong");
  });

  test("the socket of a device that was taken away is closed, with a word that says so, and no other", async () => {
    const caller = await dealership(server);
    const lost = await profile(caller);
    const [listening, staying] = [await Listener.open(lost), await Listener.open(caller)];
    const closed = new Promise((resolve) => listening.socket.addEventListener("close", ({ code }) => resolve(code)));
    await revoke(caller, lost.device);
    await listening.ended();
    listening.close();
    assert.equal(await closed, 4401);
    assert.equal(staying.socket.readyState, staying.socket.OPEN);
    staying.close();
  });

  test("what a device has not sent is noted when it asks, at most once a minute", async () => {
    const caller = await dealership(server);
    const pull = (waiting) => caller.post("/pull", { v: 1, device: caller.device, epoch: "", cursors: {}, waiting });
    const back = () => server.db.prepare("update device set seen = seen - 60000 where device = ?").bind(caller.device).run();
    await pull(7);
    assert.equal((await seen(caller)).waiting, 0, "it was here just now");
    await back();
    await pull(7);
    assert.equal(caller.cost.written, 1);
    assert.equal((await listed(caller))[0].waiting, 7);
    await back();
    await pull(7);
    assert.equal(caller.cost.written, 0, "nothing is new");
    await pull();
    await back();
    await pull();
    assert.equal((await seen(caller)).waiting, 0);
  });
});
