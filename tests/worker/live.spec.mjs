// The hub of a dealership: who may listen, what is said, and when a socket ends.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, newId, profile } from "./api.mjs";
import { Listener, refusedWith } from "./listener.mjs";

describe("live", () => {
  let server, writer;
  const open = [];
  const listen = async (caller) => {
    const listener = await Listener.open(caller);
    open.push(listener);
    return listener;
  };
  before(async () => {
    server = await start();
    writer = await dealership(server);
  });
  after(async () => {
    for (const listener of open) listener.close();
    await server.stop();
  });

  test("a device hears at once how far the dealership is, then of every push that wrote something, and of nothing else", async () => {
    const ear = await listen(await profile(writer));
    const { high } = (await writer.pull()).body;
    assert.deepEqual(await ear.next(), { seq: high, crowd: 1 });

    const secret = { name: "王小明", phone: "+8613800138000" };
    const made = writer.create(secret);
    await writer.push(made);
    const text = await ear.nextText();
    assert.deepEqual(JSON.parse(text), { seq: high + 1, crowd: 1 });
    for (const word of [made.id, secret.name, secret.phone, writer.unit]) assert.ok(!text.includes(word), text);

    // A replay, a refused push and an empty one write no row.
    const replayed = writer.request([writer.patch(made.id, { city: "Suzhou" })]);
    await writer.post("/push", replayed);
    await writer.post("/push", replayed);
    writer.mid++;
    await writer.push(writer.patch(newId(), { a: 1 }));
    await writer.push();
    assert.deepEqual(await ear.rest(), [{ seq: high + 2, crowd: 1 }]);
  });

  test("the device that writes is not told what it knows", async () => {
    const own = await listen(writer);
    const ear = await listen(await profile(writer));
    const [{ seq }] = [await own.next(), await ear.next()];
    await writer.push(writer.create({ name: "A" }));
    assert.equal((await ear.next()).seq, seq + 1);
    assert.deepEqual(await own.rest(), []);
  });

  test("only those are told who receive the unit, and no other dealership is", async () => {
    const shared = await colleague(writer, { units: ["t"] });
    const both = await listen(await colleague(writer));
    const elsewhere = await listen(await dealership(server));
    const narrow = await listen(shared);
    for (const ear of [both, elsewhere, narrow]) await ear.next();

    await writer.push(writer.create({ name: "B" }));
    await both.next();
    assert.deepEqual([await narrow.rest(), await elsewhere.rest()], [[], []]);

    // A change in both of somebody's units is told once.
    await writer.push([writer.create({ name: "C" }), writer.patch(writer.account.staff, { name: "Li" }, { kind: "staff" })]);
    assert.equal((await narrow.rest()).length, 1);
    assert.equal((await both.rest()).length, 1);
    assert.deepEqual(await elsewhere.rest(), []);
  });

  test("somebody of very many stores is told too", async () => {
    const stores = Array.from({ length: 20 }, () => `s:${newId()}`);
    const ear = await listen(await colleague(writer, { units: ["t", ...stores, writer.unit] }));
    const { seq } = await ear.next();
    await writer.push(writer.create({ name: "D" }));
    assert.equal((await ear.next()).seq, seq + 1);
  });

  test("nobody listens without a session, without a device, from another site, or by a plain call", async () => {
    const stranger = await profile(writer);
    stranger.cookie = null;
    assert.equal(await refusedWith(stranger), 401);

    const unbound = await colleague(writer);
    await unbound.signIn(unbound.account.login);
    assert.equal(await refusedWith(unbound), 403);

    const guest = await profile(writer);
    assert.equal(await refusedWith(guest, { origin: "https://elsewhere.example" }), 403);
    assert.equal(await refusedWith(guest, { origin: "" }), 403);
    const { status, body } = await guest.get("/live");
    assert.deepEqual([status, body.code], [400, "request.bad_body"]);

    await server.db.prepare("update device set revoked = 1 where device = ?").bind(guest.device).run();
    assert.equal(await refusedWith(guest), 401);
  });

  test("a socket is kept alive without waking anybody, and takes no other word", async () => {
    const ear = await listen(await profile(writer));
    await ear.next();
    ear.say("ping");
    assert.equal(await ear.nextText(), "pong");
    ear.say("hello");
    await ear.ended();
  });

  test("signing out closes the sockets of the session, and no others", async () => {
    const leaver = await profile(writer);
    const [first, second, other] = [await listen(leaver), await listen(leaver), await listen(await profile(writer))];
    for (const ear of [first, second, other]) await ear.next();
    await leaver.post("/sign-out");
    await Promise.all([first.ended(), second.ended()]);
    await writer.push(writer.create({ name: "E" }));
    assert.equal((await other.rest()).length, 1);
  });

  const ended = {
    "a revoked device": (caller) => ["update device set revoked = 1 where device = ?", caller.device],
    "a session that ran out": (caller) => ["update session set idle_until = 1 where device = ?", caller.device],
    "a person who was stopped": (caller) => ["update staff_access set stopped = 1 where staff = ?", caller.account.staff],
    "a person of other units": (caller) => ["update staff_access set units = '[\"t\"]' where staff = ?", caller.account.staff],
  };
  for (const [what, change] of Object.entries(ended)) {
    test(`the next nudge after a look closes the socket of ${what}`, async () => {
      // A hub of its own, which has not looked yet.
      const founder = await dealership(server);
      const gone = await colleague(founder);
      const [ear, other] = [await listen(gone), await listen(await profile(founder))];
      await Promise.all([ear.next(), other.next()]);
      const [sql, value] = change(gone);
      await server.db.prepare(sql).bind(value).run();
      await founder.push(founder.create({ name: "F" }));
      await ear.ended();
      assert.equal((await other.rest()).length, 1);
      await founder.push(founder.create({ name: "G" }));
      assert.equal((await other.rest()).length, 1);
    });
  }
});
