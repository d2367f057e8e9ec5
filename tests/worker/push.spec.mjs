import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { colleague, dealership, newId, profile, stamp } from "./api.mjs";

describe("pushing", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());

  const stored = async (id) => {
    const row = await server.db.prepare("select * from rec where id = ?").bind(id).first();
    return row && { ...row, body: JSON.parse(row.body), clk: JSON.parse(row.clk) };
  };

  test("a record is made, changed, binned and brought back", async () => {
    const made = caller.create({ name: "王小明", budget: 250000, tags: ["a", "b"], vip: true, note: null });
    const { status, body } = await caller.push(made);
    assert.equal(status, 200);
    assert.equal(body.mid, 1);
    assert.deepEqual(body.verdicts, [{ mid: 1, outcome: { is: "applied", seq: 3 } }]);
    let row = await stored(made.id);
    assert.deepEqual(row.body, { name: "王小明", budget: 250000, tags: ["a", "b"], vip: true });
    assert.deepEqual(row.clk, { "*": made.at });
    assert.deepEqual([row.unit, row.owner, row.st, row.seq, row.vseq, row.hlc], [caller.unit, null, 0, 3, 3, made.at]);

    const patch = caller.patch(made.id, { name: "王 小明", budget: null, city: "杭州" });
    assert.deepEqual(await caller.outcomes(patch), ["applied"]);
    row = await stored(made.id);
    assert.deepEqual(row.body, { name: "王 小明", tags: ["a", "b"], vip: true, city: "杭州" });
    assert.deepEqual(row.clk, { "*": made.at, name: patch.at, budget: patch.at, city: patch.at });
    assert.deepEqual([row.seq, row.vseq, row.hlc], [4, 3, patch.at]);

    assert.deepEqual(await caller.outcomes(caller.command("bin", made.id)), ["applied"]);
    row = await stored(made.id);
    assert.deepEqual([row.st, row.seq, row.vseq], [1, 5, 5]);
    assert.deepEqual(await caller.outcomes(caller.command("restore", made.id)), ["applied"]);
    row = await stored(made.id);
    assert.deepEqual([row.st, row.seq, row.vseq], [0, 6, 6]);
    assert.equal(row.body.city, "杭州");
  });

  test("values arrive as they were sent, whatever their type", async () => {
    const fields = {
      empty: "", zero: 0, no: false, yes: true, float: 0.1 + 0.2, huge: 1e300, exact: 2 ** 53 - 1, negative: -5,
      word_null: "null", quoted: 'a"b\\c\n\u0000\u2028', emoji: "🚗", list: ["x", 1, null, { deep: [true] }], none: [], number_text: "0012",
    };
    const made = caller.create(fields);
    const target = caller.create({});
    await caller.push([made, target]);
    await caller.push(caller.patch(target.id, fields));
    const rows = await caller.all();
    assert.deepEqual(rows.get(made.id).fields, fields);
    assert.deepEqual(rows.get(target.id).fields, fields);
  });

  test("a record that two devices made alike is made once; one with another value or unit is refused", async () => {
    const other = await profile(caller);
    const made = caller.create({ customer_id: "c", role: "owner", none: null });
    const alike = (fields, more) => other.create(fields, { id: made.id, ...more });
    assert.deepEqual(await caller.outcomes(made), ["applied"]);
    assert.deepEqual(await other.outcomes(alike({ role: "owner", customer_id: "c" }), other.patch(made.id, { since: 2020 })), ["applied", "applied"]);
    assert.deepEqual(await other.outcomes(alike({ customer_id: "c", role: "driver" })), ["op.exists"]);
    assert.deepEqual(await other.outcomes(alike({ role: "owner", customer_id: "c", more: 1 })), ["op.exists"]);
    const { unit, ...row } = await stored(made.id);
    assert.deepEqual([unit, row.body, row.clk["*"]], [caller.unit, { customer_id: "c", role: "owner", since: 2020 }, made.at]);
    await caller.push(caller.command("bin", made.id));
    assert.deepEqual(await other.outcomes(alike({ role: "owner", customer_id: "c" })), ["op.exists"]);
  });

  test("an edit that another one beat is merged: each field keeps the later stamp", async () => {
    const other = await profile(caller);
    const made = caller.create({ name: "A", city: "B", phone: "C" });
    await caller.push(made);
    const early = other.patch(made.id, { name: "early", city: "early" });
    const late = caller.patch(made.id, { name: "late" });
    assert.deepEqual(await caller.outcomes(late), ["applied"]);
    assert.deepEqual(await other.outcomes(early), [early.at < late.at ? "merged" : "applied"]);
    const { body, clk } = await stored(made.id);
    assert.deepEqual(body, { name: "late", city: "early", phone: "C" });
    assert.equal(clk.city, early.at);

    const older = other.patch(made.id, { name: "older", city: "older" }, { at: stamp(Date.now() - 1e6) });
    const before = (await stored(made.id)).seq;
    assert.deepEqual(await other.outcomes(older), ["merged"]);
    assert.equal((await stored(made.id)).seq, before, "nothing won, nothing was written");
  });

  test("several changes of one record in one push end in its last state", async () => {
    const made = caller.create({ name: "1", city: "1" });
    const groups = [made, caller.patch(made.id, { name: "2" }), [caller.patch(made.id, { name: "3" }), caller.command("bin", made.id)]];
    assert.deepEqual(await caller.outcomes(...groups), ["applied", "applied", "applied"]);
    const row = await stored(made.id);
    assert.deepEqual([row.body, row.st], [{ name: "3", city: "1" }, 1]);
    assert.deepEqual(row.clk, { "*": made.at, name: groups[2][0].at });
  });

  test("i3: a group is applied whole or not at all, and the next one goes on", async () => {
    const [one, two, after] = [caller.create({ name: "one" }), caller.patch(newId(), { name: "two" }), caller.create({ name: "after" })];
    const { body } = await caller.push([one, two], after);
    assert.deepEqual(body.verdicts.map(({ outcome }) => outcome.is), ["refused", "applied"]);
    assert.deepEqual(body.verdicts[0].outcome, { is: "refused", code: "op.not_found", index: 1 });
    assert.equal(await stored(one.id), null);
    assert.ok(await stored(after.id));
  });

  test("what cannot be stored is refused with its code", async () => {
    const made = caller.create({ name: "A" });
    await caller.push(made);
    const refused = [
      [caller.patch(newId(), { a: 1 }), "op.not_found"],
      [caller.command("bin", newId()), "op.not_found"],
      [caller.create({ a: 1 }, { id: made.id }), "op.exists"],
      [caller.create({ "a.b": 1 }), "op.bad_field"],
      [caller.create({ "*": 1 }), "op.bad_field"],
      [caller.create({ "$": 1 }), "op.bad_field"],
      [caller.create({ 'a"b': 1 }), "op.bad_field"],
      [caller.create({ a: { b: 1 } }), "op.bad_field"],
      [caller.create({}, { kind: 'x","y' }), "op.bad_field"],
      [caller.create({ a: "x".repeat(70_000) }), "op.record_too_large"],
      [caller.create({}, { verb: { create: { unit: `s:${newId()}`, owner: null } } }), "op.denied"],
      [caller.create({}, { verb: { create: { unit: 't"', owner: null } } }), "op.denied"],
    ];
    assert.deepEqual(await caller.outcomes(...refused.map(([op]) => op)), refused.map(([, code]) => code));
  });

  test("stores and staff are changed by an administrator alone", async () => {
    const clerk = await colleague(caller);
    const self = clerk.patch(clerk.account.staff, { role: "administrator" }, { kind: "staff" });
    const staff = clerk.create({ name: "Ghost" }, { kind: "staff", verb: { create: { unit: "t", owner: null } } });
    assert.deepEqual(await clerk.outcomes(self, staff, clerk.create({ name: "fine" })), ["op.denied", "op.denied", "applied"]);
    assert.deepEqual(await caller.outcomes({ ...self, at: caller.tick() }), ["applied"]);
  });

  test("nobody makes colleagues or stores within a store, nor business of the whole dealership", async () => {
    const clerk = await colleague(caller);
    const at = (unit) => ({ create: { unit, owner: null } });
    const forged = (one) => [
      one.create({ name: "Chen Jing", role: "administrator" }, { kind: "staff" }),
      one.create({ name: "Fake store" }, { kind: "org_unit" }),
    ];
    assert.deepEqual(await clerk.outcomes(...forged(clerk)), ["op.denied", "op.denied"]);
    assert.deepEqual(await caller.outcomes(...forged(caller), caller.create({}, { verb: at("t") }), caller.create({}, { kind: "kind_of_later", verb: at("t") })),
      ["op.denied", "op.denied", "op.denied", "op.denied"]);
    assert.deepEqual(await caller.outcomes(caller.create({ name: "West" }, { kind: "org_unit", verb: at("t") }), caller.create({}, { kind: "kind_of_later" })), ["applied", "applied"]);
  });

  test("the last administrator cannot step back, and two cannot do so at once", async () => {
    const own = await dealership(server);
    const staff = { kind: "staff" };
    const demote = (one, id = one.account.staff) => one.patch(id, { role: "sales_consultant" }, staff);
    const bin = (one, id = one.account.staff) => ({ ...one.command("bin", id), ...staff });
    assert.deepEqual(await own.outcomes(demote(own), bin(own), own.patch(own.account.staff, { name: "Still here" }, staff)),
      ["op.last_administrator", "op.last_administrator", "applied"]);
    // A colleague on paper, who has no access, is no way out.
    const made = own.create({ name: "Ghost", role: "administrator" }, { ...staff, verb: { create: { unit: "t", owner: null } } });
    assert.deepEqual(await own.outcomes(made, bin(own)), ["applied", "op.last_administrator"]);

    const other = await colleague(own, { role: "administrator" });
    const answers = await Promise.all([own, other].map((one) => one.outcomes(demote(one))));
    assert.deepEqual(answers.flat().sort(), ["applied", "op.last_administrator"]);
    const [left, gone] = answers[0][0] === "applied" ? [other, own] : [own, other];
    assert.deepEqual(await left.outcomes(left.patch(gone.account.staff, { role: "administrator" }, staff), demote(left)), ["applied", "applied"]);
    assert.deepEqual(await gone.outcomes(bin(gone, left.account.staff), bin(gone)), ["applied", "op.last_administrator"]);
  });

  test("a person in the recycle bin neither works nor signs in", async () => {
    const clerk = await colleague(caller);
    assert.equal((await clerk.push(clerk.create({ name: "before" }))).status, 200);
    const command = (verb) => caller.outcomes({ ...caller.command(verb, clerk.account.staff), kind: "staff" });
    assert.deepEqual(await command("bin"), ["applied"]);
    const { cookie } = clerk;
    for (const act of [() => clerk.get("/session"), () => clerk.pull(), () => clerk.push(clerk.create({})), () => clerk.enrol()]) {
      const { status, body } = await act();
      assert.deepEqual([status, body.code], [401, "session.none"]);
    }
    assert.deepEqual(await clerk.signIn(clerk.account.login), { status: 401, body: { code: "auth.bad_credentials" } });
    assert.deepEqual(await command("restore"), ["applied"]);
    assert.equal(clerk.cookie, cookie);
    assert.equal((await clerk.pull()).status, 200);
  });

  test("a replay gets the same verdicts and writes no row", async () => {
    const made = caller.create({ name: "A" });
    const { request, body } = await caller.push(made, caller.patch(newId(), { a: 1 }), [caller.create({}), caller.command("bin", newId())]);
    const seq = await server.db.prepare("select seq from rec where id = ?").bind(made.id).first("seq");
    for (let time = 0; time < 3; time++) {
      const again = await caller.post("/push", request);
      assert.equal(again.status, 200);
      assert.equal(caller.cost.written, 0);
      assert.deepEqual(again.body.verdicts.map(({ mid, outcome }) => [mid, outcome.is, outcome.code, outcome.index]),
        body.verdicts.map(({ mid, outcome }) => [mid, outcome.is, outcome.code, outcome.index]));
      assert.equal(again.body.mid, body.mid);
    }
    assert.equal(await server.db.prepare("select seq from rec where id = ?").bind(made.id).first("seq"), seq);
    assert.equal(await server.count("refusal", "device = ? and mid between ? and ?", caller.device, request.from, body.mid), 2);
  });

  test("a push that overlaps with the last one does only what is new", async () => {
    const [one, two] = [caller.create({ name: "one" }), caller.create({ name: "two" })];
    const first = caller.request(one);
    const both = caller.request(one, two);
    await caller.post("/push", first);
    const { body } = await caller.post("/push", both);
    assert.deepEqual(body.verdicts.map(({ outcome }) => outcome.is), ["applied", "applied"]);
    caller.mid = body.mid + 1;
    assert.ok((await stored(one.id)).seq < (await stored(two.id)).seq);
  });

  test("a gap is told with the number that is expected", async () => {
    const request = caller.request(caller.create({}));
    request.from += 2;
    request.groups[0].mid += 2;
    assert.deepEqual(await caller.post("/push", request), { status: 409, body: { code: "push.gap", expected: caller.mid } });
  });

  test("numbers that do not grow are refused", async () => {
    const request = caller.request(caller.create({}), caller.create({}));
    request.groups.reverse();
    assert.deepEqual(await caller.post("/push", request), { status: 400, body: { code: "request.bad_body" } });
  });

  test("a number that no device comes to is refused and leaves the session whole", async () => {
    const own = await dealership(server);
    const numbered = (mid) => JSON.stringify({ ...own.request(), groups: ["here"] }).replace('"here"', `{"mid":${mid},"ops":[]}`);
    for (const mid of ["9007199254740992", "1152921504606846976", "18446744073709551615", "18446744073709551616"]) {
      assert.deepEqual(await own.post("/push", undefined, { raw: numbered(mid) }), { status: 400, body: { code: "request.bad_body" } }, mid);
    }
    for (const mid of ["9007199254740991", "1000001"]) {
      assert.deepEqual(await own.post("/push", undefined, { raw: numbered(mid) }), { status: 409, body: { code: "push.gap", expected: 1 } }, mid);
    }
    assert.equal((await own.get("/session")).status, 200);
    assert.deepEqual(await own.outcomes(own.create({ name: "goes on" })), ["applied"]);
    assert.equal(await server.db.prepare("select typeof(mid) t from device where device = ?").bind(own.device).first("t"), "integer");
  });

  test("a stamp far ahead is set back to server time, an old one is welcome", async () => {
    const made = caller.create({ name: "A" });
    await caller.push(made);
    const ahead = stamp(Date.now() + 86_400_000 * 365, 7, 99);
    const { body, request } = await caller.push([caller.patch(made.id, { name: "future" }, { at: ahead }), caller.patch(made.id, { city: "old" }, { at: stamp(Date.now() - 1e9) })]);
    const [[mid, index, at]] = body.restamped;
    assert.deepEqual([mid, index, body.restamped.length], [request.from, 0, 1]);
    assert.ok(at < stamp(Date.now() + 1_000) && at > stamp(Date.now() - 60_000));
    assert.equal((await stored(made.id)).clk.name, at);
    assert.deepEqual(await caller.outcomes(caller.patch(made.id, { name: "now" })), ["applied"], "the wrong clock does not win for a year");
    assert.equal((await stored(made.id)).body.name, "now");
    const near = caller.patch(made.id, { name: "near" }, { at: stamp(Date.now() + 60_000) });
    assert.equal((await caller.push(near)).body.restamped, undefined);
  });

  test("a server that was restored tells a device of the other epoch", async () => {
    const own = await dealership(server);
    own.epoch = (await own.pull()).body.epoch;
    assert.equal((await own.push(own.create({}))).status, 200);
    await server.db.prepare("update tenant set epoch = 'restored' where id = ?").bind(own.account.tenant).run();
    const { status, body } = await own.push(own.create({}));
    assert.deepEqual({ status, body }, { status: 409, body: { code: "sync.epoch_changed", expected: 2 } });
    const pulled = (await own.pull({ t: 0 })).body;
    assert.deepEqual([pulled.epoch, pulled.units, pulled.mid], ["restored", {}, 1]);
  });

  test("i14: an old version may still push its work and is given no rows, a newer one is served", async () => {
    const ask = async (one, v) => [
      (await one.post("/push", { ...one.request(), v })).status,
      (await one.post("/pull", { v, device: one.device, epoch: "", cursors: {}, later: { x: 1 } })).body.code ?? "rows",
    ];
    assert.deepEqual(await ask(caller, 0), [426, "request.client_too_old"]);
    assert.deepEqual([await ask(caller, 1), await ask(caller, 9)], [[200, "rows"], [200, "rows"]]);
    const newer = await start({ vars: { MIN_PULL_VERSION: "2" } });
    const old = await dealership(newer);
    assert.deepEqual([await ask(old, 1), await ask(old, 2)], [[200, "request.client_too_old"], [200, "rows"]]);
    assert.deepEqual(await old.outcomes(old.create({ name: "made offline" })), ["applied"]);
    await newer.stop();
  });

  test("i14: kinds and fields that nobody here knows come back as they were sent", async () => {
    const fields = { field_of_later: ["x", 1], another: true, name: "A" };
    const made = caller.create(fields, { kind: "kind_of_later", later: 7 });
    assert.deepEqual(await caller.outcomes({ ...made, verb: { create: { ...made.verb.create, later: 1 } } }), ["applied"]);
    await caller.push(caller.patch(made.id, { name: "B", third: null, fourth: 4 }, { kind: "kind_of_later" }));
    const row = (await caller.all()).get(made.id);
    assert.deepEqual([row.kind, row.fields], ["kind_of_later", { field_of_later: ["x", 1], another: true, name: "B", fourth: 4 }]);
  });

  test("many devices that push at once lose nothing", async () => {
    const made = caller.create({ name: "A" });
    await caller.push(made);
    const others = await Promise.all(Array.from({ length: 4 }, () => profile(caller)));
    const rounds = 5;
    const all = await Promise.all(others.map(async (other, place) => {
      const codes = [];
      for (let round = 0; round < rounds; round++) {
        codes.push(await other.push(
          other.patch(made.id, { [`field${place}`]: round, shared: `${place}.${round}` }),
          other.command(round % 2 ? "restore" : "bin", made.id),
          other.create({ name: `${place}.${round}` }),
        ));
      }
      return codes;
    }));
    for (const { status, body } of all.flat()) {
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.verdicts.length, 3);
      for (const { outcome } of body.verdicts) assert.match(outcome.is, /applied|merged/);
    }
    const row = await stored(made.id);
    for (let place = 0; place < 4; place++) assert.equal(row.body[`field${place}`], rounds - 1);
    const stamps = all.flat().map(({ request }) => request.groups[0].ops[0]);
    const winner = stamps.reduce((one, two) => (one.at > two.at ? one : two));
    assert.equal(row.body.shared, winner.fields.shared);
    assert.equal(row.clk.shared, winner.at);
    assert.equal(await server.count("rec", "body ->> 'name' in (select value from json_each(?))",
      JSON.stringify(others.flatMap((_, place) => Array.from({ length: rounds }, (_, round) => `${place}.${round}`)))), 4 * rounds);
  });

  test("the same push twice at once acts once", async () => {
    const request = caller.request(caller.create({ name: "once" }), caller.create({ name: "twice" }));
    const before = await server.count("rec");
    const answers = await Promise.all(Array.from({ length: 5 }, () => caller.post("/push", request)));
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.deepEqual(body.verdicts.map(({ outcome }) => outcome.is), ["applied", "applied"]);
    }
    assert.equal(await server.count("rec"), before + 2);
    caller.mid += 2;
  });

  test("two devices that make the same record have one winner", async () => {
    const other = await profile(caller);
    const id = newId();
    const answers = await Promise.all([caller, other].map((one) => one.outcomes(one.create({ name: one.device }, { id }))));
    assert.deepEqual(answers.flat().sort(), ["applied", "op.exists"]);
    const winner = answers[0][0] === "applied" ? caller : other;
    assert.equal((await stored(id)).body.name, winner.device);
  });
});
