import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { Caller, dealership, newId, signUpForm } from "./api.mjs";
import { Listener } from "./listener.mjs";

/** What somebody of another dealership tries on every route, with every id of the victim. */
const ATTACKS = {
  "GET /api/v1/status": (thief) => thief.get("/status"),
  "GET /api/v1/derivation": (thief) => thief.get("/derivation?login=nobody"),
  "POST /api/v1/sign-up": (thief, { account }) => thief.post("/sign-up", signUpForm({ login: account.login })),
  "POST /api/v1/sign-in": (thief, { account }) => new Caller(thief.server).signIn(account.login, "guess"),
  "POST /api/v1/sign-out": (thief) => new Caller(thief.server).post("/sign-out"),
  "GET /api/v1/session": (thief, { account }) => thief.get(`/session?tenant=${account.tenant}&staff=${account.staff}`),
  "GET /api/v1/devices": (thief, { account, device }) => thief.get(`/devices?tenant=${account.tenant}&staff=${account.staff}&device=${device}`),
  "POST /api/v1/devices/revoke": async (thief, { device }) => {
    const answer = await thief.post("/devices/revoke", { device });
    assert.deepEqual([answer.status, answer.body.code], [404, "op.not_found"]);
    await thief.post("/devices/revoke", {});
    return answer.body;
  },
  "POST /api/v1/device": async (thief, victim) => {
    await thief.enrol(victim.device);
    await thief.enrol();
  },
  "POST /api/v1/push": async (thief, { account, unit, record, twin, epoch }) => {
    const at = () => thief.tick();
    const target = { kind: "customer", id: record.id };
    const verdicts = await thief.outcomes(
      { ...target, verb: "patch", fields: { name: "stolen" }, at: at() },
      { ...target, verb: "bin", at: at() },
      { ...target, verb: "restore", at: at() },
      { kind: "customer", id: newId(), verb: { create: { unit, owner: null } }, fields: { name: "planted" }, at: at() },
      { kind: "staff", id: account.staff, verb: "patch", fields: { role: "sales_consultant" }, at: at() },
      { kind: "org_unit", id: unit.slice(2), verb: "bin", at: at() },
    );
    assert.deepEqual(verdicts, ["op.not_found", "op.not_found", "op.not_found", "op.denied", "op.not_found", "op.not_found"]);
    // The same id in another dealership is another record.
    assert.deepEqual(await thief.outcomes({ ...target, id: twin.id, verb: { create: { unit: thief.unit, owner: null } }, fields: { name: "own" }, at: at() }), ["applied"]);
    assert.equal((await thief.post("/push", { ...thief.request(), epoch })).body.code, "sync.epoch_changed");
  },
  "POST /api/v1/pull": async (thief, { unit }) => {
    const { body } = await thief.pull({ t: 0, [unit]: 0 });
    assert.deepEqual(Object.keys(body.units), thief.account.units);
    return body;
  },
  "POST /api/v1/history": async (thief, { record }) => {
    const answer = await thief.post("/history", { v: 1, device: thief.device, kind: "customer", id: record.id });
    assert.deepEqual([answer.status, answer.body.code], [404, "op.not_found"]);
    return answer.body;
  },
  // What a socket of somebody else hears of a push is in `live.spec.mjs`.
  "GET /api/v1/live": async (thief, { account, unit }) => {
    const path = `/live?tenant=${account.tenant}&unit=${unit}`;
    assert.equal((await thief.get(path)).body.code, "request.bad_body");
    const ear = await Listener.open(thief, path);
    const told = await ear.next();
    ear.close();
    assert.equal(told.seq, (await thief.pull()).body.high);
    return told;
  },
};

describe("two dealerships on one server", () => {
  let server, victim, thief;
  before(async () => {
    server = await start();
    victim = await dealership(server, { dealership: "Victim Motors", name: "Victim Person", store: "Victim Store" });
    victim.record = victim.create({ name: "Victim Customer", phone: "+8613800138000" });
    victim.twin = victim.create({ name: "Victim Twin" });
    await victim.push(victim.record, victim.twin);
    victim.epoch = (await victim.pull()).body.epoch;
    thief = await dealership(server, { dealership: "Thief Motors" });
  });
  after(() => server.stop());

  test("every route is tried", () => {
    const source = readFileSync(new URL("../../worker/src/route.rs", import.meta.url), "utf8");
    const routes = [...source.matchAll(/\("(GET|POST)", "([^"]+)", Route::/g)].map(([, method, path]) => `${method} ${path}`);
    assert.deepEqual(Object.keys(ATTACKS), routes);
  });

  for (const [route, attack] of Object.entries(ATTACKS)) {
    test(`${route} neither shows nor changes a row of the other`, async () => {
      const rows = async () => {
        const all = {};
        const { ten } = await server.db.prepare("select ten from tenant where id = ?").bind(victim.account.tenant).first();
        for (const table of ["tenant", "login", "staff_access", "session", "device", "rec", "refusal"]) {
          all[table] = (await server.db.prepare(`select * from ${table} where ten = ?`).bind(ten).all()).results;
        }
        return JSON.stringify(all);
      };
      const before = await rows();
      const secrets = [victim.record.id, victim.account.tenant, victim.account.staff, victim.unit, victim.device, victim.epoch, "Victim", "+8613800138000"];
      const answer = JSON.stringify((await attack(thief, victim)) ?? null);
      for (const secret of secrets) assert.ok(!answer.includes(secret), `${secret} in ${answer}`);
      assert.equal(await rows(), before);
    });
  }

  test("the victim sees nothing of it", async () => {
    const rows = await victim.all();
    assert.equal(rows.get(victim.record.id).fields.name, "Victim Customer");
    assert.equal(rows.get(victim.twin.id).fields.name, "Victim Twin");
    assert.equal(rows.size, 4);
  });

  test("a session of one opens nothing on a device of the other", async () => {
    const request = { v: 1, device: victim.device, epoch: "", cursors: {} };
    assert.deepEqual(await thief.post("/pull", request), { status: 403, body: { code: "device.foreign" } });
  });
});
