// What every endpoint costs on a table of 20,000 rows: in the units that D1 bills, and in bytes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { Caller, dealership, key, newId, profile, signUpForm, stamp } from "./api.mjs";
import { askForSocket } from "./listener.mjs";

const ROWS = 20_000;
/** Method and path of everything that can be asked of the Worker. */
const ROUTES = [...readFileSync(new URL("../../worker/src/route.rs", import.meta.url), "utf8").matchAll(/^ {4}\("([A-Z]+)", "\/api\/v1(\/[^"]+)", Route::/gm)].map(([, method, path]) => `${method} ${path}`);
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

  /** Makes a call and compares what it cost with the most it may; `who` calls, somebody who is signed in if not said otherwise. */
  async function cost(t, what, act, limits, who = caller) {
    const { status, body } = await act();
    assert.equal(status, 200, `${what}: ${JSON.stringify(body)}`);
    within(t, what, { ...who.cost, ...who.bytes }, limits);
    return body;
  }

  function within(t, what, spent, limits) {
    t.diagnostic(`${what}: ${Object.entries(spent).map(([name, amount]) => `${amount} ${name}`).join(", ")}`);
    for (const [name, amount] of Object.entries(spent)) {
      assert.ok(Number.isInteger(amount), `${what}: ${name} is not told`);
      assert.ok(amount <= (limits[name] ?? (name === "statements" ? 10 : 0)), `${what}: ${amount} ${name}, at most ${limits[name]}`);
    }
  }

  test("i12: statements, rows and bytes of every endpoint stay within their limits", async (t) => {
    const measured = new Set();
    /** Asks, and notes that this route was measured. */
    const ask = (who, method, path, body) => {
      measured.add(`${method} ${path.split("?")[0]}`);
      return who.call(method, path, body);
    };
    const push = (what, request, limits) => cost(t, what, () => ask(caller, "POST", "/push", request), limits);

    const one = caller.request(...patches(1));
    await push("push of one patch", one, { read: 45, written: 6, up: 300, down: 150 });
    caller.mid++;
    await push("replay of it", one, { read: 15, up: 300, down: 150 });

    const [{ id: changed }] = one.groups[0].ops;
    const body = { v: 1, device: caller.device, kind: "customer", id: changed };
    const history = () => ask(caller, "POST", "/history", body);
    const { items } = await cost(t, "history of the record", history, { read: 20, up: 120, down: 400 });
    assert.equal(items.length, 3);

    const request = caller.request(...patches(500));
    const pushed = await push("push of 500 patches", request, { read: 500 * 28, written: 500 * 3 + 4, up: 500 * 190, down: 500 * 55 });
    assert.ok(pushed.verdicts.every(({ outcome }) => outcome.is === "applied"));
    caller.mid += 500;
    await push("replay of them", request, { read: 500 * 2 + 20, up: 500 * 190, down: 500 * 55 });

    const made = Array.from({ length: 500 }, (_, index) => [caller.create({ name: `New ${index}`, phone: `+86139${index}`, city: "Ningbo" })]);
    await push("push of 500 new records", caller.request(...made), { read: 500 * 20, written: 500 * 3 + 4, up: 500 * 250, down: 500 * 55 });
    caller.mid += 500;

    const refused = caller.request(...Array.from({ length: 500 }, () => [caller.patch(newId(), { a: 1 })]));
    await push("push of 500 refused patches", refused, { read: 500 * 4 + 20, written: 500 + 4, up: 500 * 150, down: 500 * 75 });
    caller.mid += 500;

    const renamed = caller.request([caller.patch(caller.account.staff, { name: "Renamed" }, { kind: "staff" })]);
    await push("push that names staff", renamed, { statements: 11, read: 45, written: 6, up: 300, down: 150 });
    caller.mid++;

    const { high } = (await caller.pull({ t: 0, [caller.unit]: ROWS + 2 })).body;
    // The last number went to the person.
    const pull = async (rows, limits) => {
      const cursors = { t: high, [caller.unit]: rows ? high - 1 - rows : high };
      const { units } = await cost(t, `pull of ${rows} rows`, () => ask(caller, "POST", "/pull", { v: 1, device: caller.device, epoch: caller.epoch, cursors }), limits);
      assert.equal(units[caller.unit].rows.length, rows);
    };
    await pull(0, { read: 20, up: 150, down: 300 });
    await pull(1, { read: 25, up: 150, down: 400 });
    await pull(500, { read: 500 * 3 + 25, up: 150, down: 500 * 120 });
    const other = await profile(caller);
    const first = await other.pull();
    assert.ok(other.cost.read <= 101 * 3 + 40, `${other.cost.read} rows read for a first page`);
    assert.equal(first.body.units[caller.unit].rows.length, 100);

    const socket = async () => {
      measured.add("GET /live");
      const answer = await askForSocket(caller);
      assert.equal(answer.statusCode, 101);
      return Object.fromEntries(["statements", "rows-read", "rows-written"].map((name) => [name, Number(answer.headers[`x-${name}`])]));
    };
    within(t, "socket", await socket(), { statements: 2, "rows-read": 10 });

    const visitor = new Caller(server);
    const asked = (what, method, path, body, limits) => cost(t, what, () => ask(visitor, method, path, body), limits, visitor);
    await asked("status", "GET", "/status", undefined, { statements: 1, read: 5, down: 100 });
    await asked("sign-up", "POST", "/sign-up", signUpForm(), { statements: 11, read: 40, written: 15, up: 350, down: 300 });
    const { login } = caller.account;
    await asked("derivation", "GET", `/derivation?login=${encodeURIComponent(login)}`, undefined, { statements: 2, read: 5, down: 100 });
    await asked("sign-in", "POST", "/sign-in", { login, key: key("password") }, { read: 40, written: 8, up: 150, down: 300 });
    await asked("session", "GET", "/session", undefined, { statements: 2, read: 10, down: 300 });
    await asked("device", "POST", "/device", { device: newId(), name: "Node" }, { read: 15, written: 4, up: 100, down: 100 });
    await asked("devices", "GET", "/devices", undefined, { statements: 4, read: 30, written: 0, down: 600 });
    await asked("a device that is taken", "POST", "/devices/revoke", { device: other.device }, { statements: 3, read: 20, written: 1, up: 60, down: 10 });
    await asked("sign-out", "POST", "/sign-out", {}, { read: 5, written: 2, up: 10, down: 10 });
    assert.deepEqual(ROUTES.filter((route) => !measured.has(route)), [], "a route that nobody measured");
    assert.ok(ROUTES.length > 10, "routes are read from the Worker's own table");
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
