import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { start } from "../support/server.mjs";
import { Caller, dealership, newId, profile } from "./api.mjs";

const DAY = 86_400_000;

describe("the night shift", () => {
  let server;
  before(async () => { server = await start(); });
  after(() => server.stop());
  const night = async () => (await server.miniflare.getWorker()).scheduled({ cron: "17 3 * * *" });

  test("deletes what has expired and nothing else", async () => {
    const caller = await dealership(server);
    const [idle, old] = [await profile(caller), await profile(caller)];
    await caller.push(caller.patch(newId(), { a: 1 }));
    await new Caller(server).signIn("nobody");
    const now = Date.now();
    const { db } = server;
    await db.batch([
      db.prepare("update session set idle_until = ? where device = ?").bind(now - 1, idle.device),
      db.prepare("update session set expires = ? where device = ?").bind(now - 1, old.device),
      db.prepare("insert into attempt values ('login:old', ?, 3)").bind(now - DAY),
      db.prepare("insert into refusal select ten, 'd', 1, 'op.denied', 0, ? from tenant").bind(now - 46 * DAY),
      db.prepare("insert into refusal select ten, 'd', 2, 'op.denied', 0, ? from tenant").bind(now - 44 * DAY),
    ]);
    const before = await server.count("session");
    assert.equal((await night()).outcome, "ok");
    assert.equal(await server.count("session"), before - 2);
    assert.equal(await server.count("attempt", "key = 'login:old'"), 0);
    const nobody = createHash("sha256").update("nobody").digest("hex");
    assert.equal(await server.count("attempt", "key = ?", `login:${nobody}`), 1);
    assert.deepEqual((await db.prepare("select mid from refusal where device = 'd'").all()).results, [{ mid: 2 }]);
    assert.equal(await server.count("refusal", "device = ?", caller.device), 1);
    assert.equal((await caller.pull()).status, 200);
    assert.equal((await idle.pull()).body.code, "session.none");
  });

  test("takes large amounts in slices", async () => {
    await server.db.prepare(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000)
      insert into attempt select 'old:' || i, 0, 1 from n`).run();
    await night();
    assert.equal(await server.count("attempt", "key like 'old:%'"), 0);
  });
});
