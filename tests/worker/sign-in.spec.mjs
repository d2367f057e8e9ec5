import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { Caller, colleague, dealership, key, newId, profile, signUpForm } from "./api.mjs";

const DAY = 86_400_000;

describe("many dealerships at once", () => {
  let server;
  before(async () => { server = await start(); });
  after(() => server.stop());

  test("everybody who signs up in the same moment gets one of their own", async () => {
    assert.equal((await new Caller(server).signUp()).status, 200);
    const answers = await Promise.all(Array.from({ length: 6 }, () => new Caller(server).signUp()));
    assert.deepEqual(answers.map(({ status }) => status), Array(6).fill(200));
    assert.equal(new Set(answers.map(({ body }) => body.tenant)).size, 6);
    assert.equal(await server.count("tenant"), 7);
  });
});

describe("the first dealership", () => {
  let server;
  before(async () => { server = await start({ vars: { SIGN_UP: "closed" } }); });
  after(() => server.stop());

  test("needs the set-up code, is made whole, and closes the door behind it", async () => {
    const caller = new Caller(server);
    assert.deepEqual((await caller.get("/status")).body, { needs_setup_code: true, sign_up: true });
    for (const setup_code of ["", "setup-cod", "setup-codes", "SETUP-CODE"]) {
      const { status, body } = await caller.signUp({ setup_code });
      assert.equal(status, 403, setup_code);
      assert.equal(body.code, "auth.bad_setup_code");
    }
    assert.equal(await server.count("tenant"), 0);

    const form = signUpForm({ login: "li.na@example.com" });
    const { status, body } = await caller.post("/sign-up", form);
    assert.equal(status, 200);
    assert.equal(body.dealership, "Qiandao Motors");
    assert.equal(body.name, "Li Na");
    assert.equal(body.login, "li.na@example.com");
    assert.equal(body.units[0], "t");
    assert.match(body.units[1], /^s:[0-9a-z]{26}$/);
    assert.equal(body.units.length, 2);
    assert.ok(Math.abs(body.now - Date.now()) < 5_000);
    caller.account = body;
    await caller.enrol();
    const rows = [...(await caller.all()).values()];
    assert.deepEqual(rows.map(({ kind, unit, seq }) => [kind, unit, seq]), [["org_unit", "t", 1], ["staff", "t", 2]]);
    assert.equal(rows[0].fields.name, "East");
    assert.deepEqual(rows[1].fields, { name: "Li Na", role: "administrator", store_ids: [body.units[1].slice(2)] });

    assert.deepEqual((await caller.get("/status")).body, { needs_setup_code: false, sign_up: false });
    const second = await new Caller(server).signUp();
    assert.equal(second.status, 403);
    assert.equal(second.body.code, "auth.sign_up_closed");
    assert.equal(await server.count("tenant"), 1);
  });
});

describe("two at once", () => {
  let server;
  before(async () => { server = await start({ vars: { SIGN_UP: "closed" } }); });
  after(() => server.stop());

  test("who signs up second while the first is being made is refused whole", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => new Caller(server).signUp()));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const table of ["tenant", "login", "staff_access", "session"]) assert.equal(await server.count(table), 1, table);
    assert.equal(await server.count("rec"), 2);
  });
});

describe("signing in", () => {
  let server;
  before(async () => { server = await start(); });
  after(() => server.stop());

  test("further dealerships are made when the setting allows it, without the code", async () => {
    await dealership(server);
    const caller = new Caller(server);
    assert.deepEqual((await caller.get("/status")).body, { needs_setup_code: false, sign_up: true });
    assert.equal((await caller.signUp({ setup_code: "" })).status, 200);
  });

  test("a login belongs to one person", async () => {
    const caller = await dealership(server);
    const { status, body } = await new Caller(server).signUp({ login: caller.account.login });
    assert.equal(status, 409);
    assert.equal(body.code, "auth.login_taken");
  });

  test("a form that cannot be kept is refused", async () => {
    const good = signUpForm();
    for (const [more, code] of [
      [{ login: "Li Na" }, "auth.bad_login"],
      [{ login: "ab" }, "auth.bad_login"],
      [{ login: "LI.NA" }, "auth.bad_login"],
      [{ login: "ｌｉ.ｎａ" }, "auth.bad_login"],
      [{ login: "li.na\u200b" }, "auth.bad_login"],
      [{ login: "\u202eli.na" }, "auth.bad_login"],
      [{ login: "\u3164\u3164\u3164" }, "auth.bad_login"],
      [{ login: "li\u0007na" }, "auth.bad_login"],
      [{ store: "  " }, "request.bad_body"],
      [{ name: "x".repeat(121) }, "request.bad_body"],
      [{ key: good.key.slice(1) }, "request.bad_body"],
      [{ key: good.key.toUpperCase().replace(/./, "F") }, "request.bad_body"],
      [{ derivation: { ...good.derivation, salt: "" } }, "request.bad_body"],
      [{ derivation: { ...good.derivation, memory_kib: 8 } }, "request.bad_body"],
      [{ derivation: undefined }, "request.bad_body"],
    ]) {
      const { status, body } = await new Caller(server).post("/sign-up", { ...good, ...more });
      assert.equal(body.code, code, JSON.stringify(more));
      assert.equal(status, 400);
    }
  });

  test("the right key opens a session, a wrong one and an unknown login get the same answer", async () => {
    const { account } = await dealership(server);
    const caller = new Caller(server);
    const wrong = await caller.signIn(account.login, "other");
    const wrongCost = caller.cost;
    const unknown = await caller.signIn("nobody@example.com");
    assert.deepEqual(wrong, { status: 401, body: { code: "auth.bad_credentials" } });
    assert.deepEqual(unknown, wrong);
    assert.equal(caller.cost.statements, wrongCost.statements);
    assert.equal(caller.headers.get("set-cookie"), null);

    const right = await caller.signIn(account.login);
    assert.equal(right.status, 200);
    assert.deepEqual({ ...right.body, now: 0 }, { ...account, now: 0 });
    assert.deepEqual((await caller.get("/session")).body.staff, account.staff);
  });

  test("the cookie is locked to this host and out of reach of scripts", async () => {
    const caller = await dealership(server);
    await caller.signIn(caller.account.login);
    const cookie = caller.headers.get("set-cookie");
    assert.match(cookie, /^__Host-forecourt=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    const [, token] = /=([^;]+)/.exec(cookie);
    assert.equal(await server.count("session", "token = ?", token), 0, "the token itself is not stored");
  });

  test("how to derive a key is told for everybody, invented but stable for the unknown", async () => {
    const form = signUpForm();
    const caller = new Caller(server);
    await caller.post("/sign-up", form);
    const derivation = async (login) => (await caller.get(`/derivation?login=${encodeURIComponent(login)}`)).body;
    assert.deepEqual(await derivation(form.login), form.derivation);
    const invented = await derivation("nobody@example.com");
    assert.match(invented.salt, /^[0-9a-f]{32}$/);
    assert.deepEqual({ ...invented, salt: "" }, { salt: "", memory_kib: 65536, passes: 3 });
    assert.deepEqual(await derivation("nobody@example.com"), invented);
    assert.notEqual((await derivation("nobody.else@example.com")).salt, invented.salt);
  });

  test("signing out ends the session on the server, not only in the browser", async () => {
    const caller = await dealership(server);
    const { cookie } = caller;
    assert.equal((await caller.post("/sign-out")).status, 200);
    assert.equal(caller.cookie, null);
    caller.cookie = cookie;
    assert.deepEqual(await caller.get("/session"), { status: 401, body: { code: "session.none" } });
    assert.equal((await caller.post("/sign-out")).status, 200, "twice does no harm");
  });

  test("signing in again ends the session that the browser had", async () => {
    const caller = await dealership(server);
    const { cookie } = caller;
    assert.equal((await caller.signIn(caller.account.login)).status, 200);
    assert.notEqual(caller.cookie, cookie);
    assert.equal(await server.count("session", "staff = ?", caller.account.staff), 1);
  });

  test("a session ends when it is idle, when it is old, and when its person is stopped", async () => {
    const caller = await dealership(server);
    const set = (assignment, ...values) => server.db.prepare(`update session set ${assignment} where staff = ?`).bind(...values, caller.account.staff).run();
    const answers = async () => [await caller.get("/session"), await caller.pull(), await caller.push(caller.create({}))];
    for (const column of ["idle_until", "expires"]) {
      const was = await server.db.prepare(`select ${column} t from session where staff = ?`).bind(caller.account.staff).first("t");
      await set(`${column} = ?`, Date.now() - 1);
      for (const { status, body } of await answers()) assert.deepEqual([status, body.code], [401, "session.expired"]);
      await set(`${column} = ?`, was);
      assert.equal((await caller.get("/session")).status, 200);
    }
    await server.db.prepare("update staff_access set stopped = 1 where staff = ?").bind(caller.account.staff).run();
    for (const { status, body } of await answers()) assert.deepEqual([status, body.code], [401, "session.none"]);
    assert.equal((await new Caller(server).signIn(caller.account.login)).status, 401);
  });

  test("use prolongs a session, once an hour, and never beyond its end", async () => {
    const caller = await dealership(server);
    const end = () => server.db.prepare("select idle_until t from session where staff = ?").bind(caller.account.staff).first("t");
    const fresh = await end();
    assert.equal((await caller.get("/session")).status, 200);
    assert.equal(caller.cost.written, 0);
    assert.equal(await end(), fresh);
    await server.db.prepare("update session set idle_until = ? where staff = ?").bind(Date.now() + 60_000, caller.account.staff).run();
    await caller.pull();
    assert.ok(await end() >= fresh);
    const { expires, created } = await server.db.prepare("select * from session where staff = ?").bind(caller.account.staff).first();
    assert.equal(expires - created, 30 * DAY);
  });

  test("no cookie, a foreign one and a misshapen one are nobody", async () => {
    const caller = new Caller(server);
    for (const cookie of [null, `__Host-forecourt=${"A".repeat(43)}`, "__Host-forecourt=short", "__Host-forecourt=' or 1=1 --"]) {
      caller.cookie = cookie;
      assert.deepEqual(await caller.get("/session"), { status: 401, body: { code: "session.none" } });
      assert.equal((await caller.pull()).status, 401);
    }
  });
});

describe("devices", () => {
  let server;
  before(async () => { server = await start(); });
  after(() => server.stop());

  test("nothing is pushed or pulled before the session is bound to the device", async () => {
    const caller = new Caller(server);
    await caller.signUp();
    for (const { status, body } of [await caller.pull(), await caller.push(caller.create({}))]) {
      assert.deepEqual([status, body.code], [403, "device.foreign"]);
    }
    assert.equal((await caller.enrol()).status, 200);
    assert.equal((await caller.enrol()).status, 200, "again is fine");
    assert.equal((await caller.pull()).status, 200);
    const own = caller.device;
    caller.device = newId();
    assert.equal((await caller.pull()).body.code, "device.foreign");
    caller.device = own;
  });

  test("a device of a colleague is refused, the same id elsewhere is another device", async () => {
    const caller = await dealership(server);
    const other = await colleague(caller);
    assert.deepEqual(await other.enrol(caller.device), { status: 403, body: { code: "device.foreign" } });
    const elsewhere = await dealership(server);
    assert.equal((await elsewhere.enrol(caller.device)).status, 200);
    assert.equal((await caller.pull()).status, 200);
  });

  test("a revoked device is told so at once and cannot come back", async () => {
    const caller = await dealership(server);
    const second = await profile(caller);
    await caller.push(caller.create({ name: "Before" }));
    await server.db.prepare("update device set revoked = 1 where device = ?").bind(caller.device).run();
    const tries = [await caller.pull(), await caller.push(caller.create({})), await caller.enrol(), await caller.enrol(newId())];
    for (const { status, body } of tries) {
      assert.deepEqual([status, body.code], [401, "device.revoked"]);
    }
    assert.equal((await second.pull()).status, 200, "the other one goes on");
  });
});

test("keys of the specs have the shape of derived ones", () => assert.match(key("password"), /^[0-9a-f]{64}$/));
