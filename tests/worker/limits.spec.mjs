import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { Caller, colleague, dealership, key, newId } from "./api.mjs";

describe("what does not come from our pages, or not in shape", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());

  test("unknown paths and methods are told apart from nothing", async () => {
    for (const [method, path] of [["GET", "/nothing"], ["GET", "/push"], ["POST", "/status"], ["DELETE", "/session"], ["PUT", "/push"], ["POST", "/push/"]]) {
      assert.deepEqual(await caller.call(method, path, method === "GET" ? undefined : {}), { status: 404, body: { code: "request.no_such_route" } }, `${method} ${path}`);
    }
  });

  test("a changing call needs our header and our origin", async () => {
    const request = caller.request(caller.create({}));
    const elsewhere = [{ "x-forecourt": "" }, { "x-forecourt": "2" }, { origin: "https://example.com" }, { origin: "null" }, { origin: "" }, { origin: server.url.replace("localhost", "127.0.0.1") }, { origin: server.url.replace("http:", "https:") }];
    for (const path of ["/push", "/pull", "/sign-in", "/sign-up", "/sign-out", "/device"]) {
      for (const headers of elsewhere) {
        assert.deepEqual(await caller.post(path, request, { headers }), { status: 403, body: { code: "request.bad_origin" } }, `${path} ${JSON.stringify(headers)}`);
      }
    }
    assert.equal((await caller.get("/session")).status, 200);
    assert.equal((await caller.post("/push", request)).status, 200);
    caller.mid++;
  });

  test("a body that is no JSON, or another one, is refused", async () => {
    const bodies = ["", "{", "null", "[]", "{}", '"text"', "\u0000", '{"v":1}', "[".repeat(10_000), JSON.stringify({ ...caller.request(), from: -1 }), JSON.stringify({ ...caller.request(), groups: [{ mid: 1, ops: [{ kind: "customer", id: "short", verb: "patch", at: "x" }] }] })];
    for (const path of ["/push", "/pull", "/sign-in", "/sign-up", "/device"]) {
      for (const raw of bodies) {
        assert.deepEqual(await caller.post(path, undefined, { raw }), { status: 400, body: { code: "request.bad_body" } }, `${path} ${raw.slice(0, 40)}`);
      }
    }
    const latin = Buffer.from([0x7b, 0x22, 0xe4, 0x22, 0x3a, 0x31, 0x7d]);
    assert.equal((await caller.post("/push", undefined, { raw: latin })).status, 400);
  });

  test("a body that is too large is refused, announced or not", async () => {
    const tooLarge = { status: 413, body: { code: "request.too_large" } };
    const limits = { "/push": 512, "/pull": 64, "/sign-in": 16, "/sign-up": 16, "/device": 16 };
    for (const [path, kib] of Object.entries(limits)) {
      const raw = " ".repeat(kib * 1024 + 1);
      assert.deepEqual(await caller.post(path, undefined, { raw }), tooLarge, path);
      const parts = new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < raw.length; sent += 8_192) controller.enqueue(Buffer.from(raw.slice(sent, sent + 8_192)));
          controller.close();
        },
      });
      assert.deepEqual(await caller.post(path, undefined, { raw: parts }), tooLarge, `${path} in parts`);
      assert.equal((await caller.post(path, undefined, { raw: raw.slice(1) })).status, 400, `${path} just fits`);
    }
    assert.equal((await caller.get("/session")).status, 200, "the server is well");
  });

  test("more operations than a push may have are refused", async () => {
    const ops = Array.from({ length: 501 }, () => caller.patch(newId(), {}));
    assert.deepEqual((await caller.push(ops)).body, { code: "request.too_large" });
    assert.equal((await caller.push(ops.slice(1))).status, 200);
  });

  test("every answer carries what a browser needs to keep it safe", async () => {
    for (const act of [() => caller.get("/status"), () => caller.get("/nothing"), () => caller.pull(), () => new Caller(server).get("/session")]) {
      await act();
      const headers = Object.fromEntries(caller.headers);
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["content-type"], "application/json");
      assert.match(headers["content-security-policy"], /^default-src 'none';.*frame-ancestors 'none'/);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
      assert.match(headers["strict-transport-security"], /^max-age=\d{8}/);
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  test("a fault of the server tells the caller nothing about it", async () => {
    const own = await dealership(server);
    await server.db.prepare("update staff_access set units = 'broken' where staff = ?").bind(own.account.staff).run();
    assert.deepEqual(await own.pull(), { status: 500, body: { code: "server.fault" } });
  });
});

describe("trying too often", () => {
  let server, account;
  before(async () => {
    server = await start();
    ({ account } = await dealership(server));
  });
  after(() => server.stop());
  const from = (address) => ({ headers: { "cf-connecting-ip": address } });
  const tryKey = (login, address, password = "wrong") => new Caller(server).post("/sign-in", { login, key: key(password) }, from(address));
  const later = (ms) => server.db.prepare("update attempt set since = since - ?").bind(ms).run();

  test("ten wrong keys block a login for a quarter of an hour, known or not", async () => {
    for (const [login, net] of [[account.login, 1], ["nobody@example.com", 2]]) {
      for (let time = 1; time <= 10; time++) {
        assert.equal((await tryKey(login, `10.${net}.0.${time}`)).status, 401, `try ${time}`);
      }
      const caller = new Caller(server);
      const { status, body } = await caller.post("/sign-in", { login, key: key("password") }, from(`10.${net}.1.1`));
      assert.deepEqual([status, body.code], [429, "request.too_many"]);
      assert.ok(body.retry_after > 800 && body.retry_after <= 900, body.retry_after);
      assert.equal(caller.headers.get("retry-after"), String(body.retry_after));
      await caller.post("/sign-in", { login, key: key("password") }, from(`10.${net}.1.2`));
      assert.equal(caller.cost.written, 0, "a used-up limit costs no row, not even under another key");
    }
    await later(900_000);
    assert.equal((await tryKey(account.login, "10.1.1.1", "password")).status, 200);
  });

  test("right keys use nothing up", async () => {
    for (let time = 1; time <= 60; time++) assert.equal((await tryKey(account.login, "10.3.0.1", "password")).status, 200, `time ${time}`);
  });

  test("one address may guess at fifty logins; half of an IPv6 address makes no new one", async () => {
    for (let time = 1; time <= 50; time++) {
      assert.equal((await tryKey(`somebody${time}`, `2001:db8:1:2::${time}`)).status, 401, `try ${time}`);
    }
    assert.equal((await tryKey("somebody51", "2001:db8:1:2:ffff::1")).status, 429);
    assert.equal((await tryKey("somebody51", "2001:db8:1:3::1")).status, 401);
  });

  test("a blocked address writes no row, whatever logins it names", async () => {
    for (let time = 1; time <= 51; time++) await tryKey(`first${time}`, "10.5.0.1");
    const rows = await server.count("attempt");
    for (let time = 1; time <= 20; time++) {
      const caller = new Caller(server);
      const { status } = await caller.post("/sign-in", { login: `blocked${time}`, key: key("wrong") }, from("10.5.0.1"));
      assert.equal(status, 429, `try ${time}`);
      assert.equal(caller.cost.written, 0, `try ${time}`);
    }
    assert.equal(await server.count("attempt"), rows);
  });

  test("what nobody can have is refused before it is counted", async () => {
    const rows = await server.count("attempt");
    for (const [form, status, code] of [
      [{ login: "x".repeat(65), key: key("wrong") }, 401, "auth.bad_credentials"],
      [{ login: "x".repeat(15_000), key: key("wrong") }, 401, "auth.bad_credentials"],
      [{ login: "", key: key("wrong") }, 401, "auth.bad_credentials"],
      [{ login: "nobody", key: "" }, 400, "request.bad_body"],
      [{ login: "nobody", key: "0".repeat(65) }, 400, "request.bad_body"],
      [{ login: "nobody", key: "Z".repeat(64) }, 400, "request.bad_body"],
    ]) {
      const caller = new Caller(server);
      assert.deepEqual(await caller.post("/sign-in", form, from("10.6.0.1")), { status, body: { code } });
      assert.equal(caller.cost.statements, 0);
    }
    assert.equal(await server.count("attempt"), rows);
  });

  test("what is kept of a try is short and names nobody", async () => {
    await tryKey("somebody.with.a.name@example.com", "10.7.0.1");
    assert.equal(await server.count("attempt", "key like '%somebody%' or key like '%10.7%'"), 0);
    assert.equal(await server.count("attempt", "length(key) > 80"), 0);
  });

  test("set-up codes are not guessed", async () => {
    const fresh = await start();
    try {
      const guess = (setup_code) => new Caller(fresh).signUp({ setup_code });
      for (let time = 1; time <= 10; time++) assert.equal((await guess(`guess-${time}`)).status, 403);
      const { status, body } = await guess("setup-code");
      assert.deepEqual([status, body.code], [429, "request.too_many"]);
      await fresh.db.prepare("update attempt set since = 0").run();
      assert.equal((await guess("setup-code")).status, 200);
    } finally {
      await fresh.stop();
    }
  });

  test("a caller that loops is slowed down without a row in the database", async () => {
    const tight = await start({ requests: 30 });
    try {
      const caller = await dealership(tight);
      const other = await colleague(caller);
      const answers = [];
      for (let time = 0; time < 40; time++) answers.push(await caller.pull());
      const { status, body } = answers.at(-1);
      assert.deepEqual([status, body], [429, { code: "request.too_many", retry_after: 60 }]);
      assert.equal(caller.headers.get("retry-after"), "60");
      assert.equal(caller.cost.statements, 0);
      assert.equal((await other.pull()).status, 200, "others go on");
    } finally {
      await tight.stop();
    }
  });

  test("a cookie that is made up for every request does not pass the limit of an address", async () => {
    const tight = await start({ requests: 20 });
    try {
      const ask = (time, address) => {
        const caller = new Caller(tight);
        caller.cookie = `__Host-forecourt=${String(time).padStart(43, "x")}`;
        return caller.call("GET", "/session", undefined, from(address));
      };
      const statuses = [];
      for (let time = 0; time < 300; time++) statuses.push((await ask(time, "10.8.0.1")).status);
      const passed = statuses.filter((status) => status === 401).length;
      // A hundred in a minute, and the minute may end meanwhile.
      assert.ok(passed >= 100 && passed <= 200, `${passed} passed`);
      assert.equal(statuses.filter((status) => status === 429).length, 300 - passed);
      assert.equal((await ask(0, "10.8.0.2")).status, 401, "other addresses go on");
    } finally {
      await tight.stop();
    }
  });
});
