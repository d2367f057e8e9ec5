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

  // Caught here: purge.sql leaves body, owner's stamps or seq; the history stays; collect.sql deletes what
  // is younger; the floor stays, or a device below it is served as if nothing had happened.
  test("i10: purges what was binned for thirty days, deletes it half a year later, and devices start again", async () => {
    const { db } = server;
    const caller = await dealership(server);
    const away = await profile(caller);
    const [kept, old] = [caller.create({ name: "kept" }), caller.create({ name: "Wang, binned long ago" })];
    await caller.push(kept, old, caller.patch(old.id, { name: "Wang Jianguo, binned long ago" }));
    await caller.outcomes(caller.command("bin", kept.id), caller.command("bin", old.id));
    const cursors = {};
    for (const [unit, { cursor }] of Object.entries((await away.pull()).body.units)) cursors[unit] = cursor;
    const row = () => db.prepare("select * from rec where id = ?").bind(old.id).first();
    assert.ok((await row()).ended > Date.now() - 60_000);

    await db.prepare("update rec set ended = ? where id = ?").bind(Date.now() - 30 * DAY, old.id).run();
    assert.equal((await night()).outcome, "ok");
    const purged = await row();
    assert.deepEqual([purged.st, purged.body, Object.keys(JSON.parse(purged.clk))], [2, "{}", ["*"]]);
    assert.equal(purged.seq, purged.vseq);
    assert.equal(purged.seq, await db.prepare("select seq from tenant where id = ?").bind(caller.account.tenant).first("seq"));
    assert.equal(await server.count("hist", "id = ?", old.id), 0);
    assert.equal((await db.prepare("select st from rec where id = ?").bind(kept.id).first("st")), 1);
    const news = (await away.post("/pull", { v: 1, device: away.device, epoch: "", cursors, origins: {} })).body.units[caller.unit];
    assert.deepEqual(news.rows, [[purged.seq, "customer", old.id, 2, null, {}]]);

    await caller.push(caller.create({ name: "later" }));
    await db.prepare("update rec set ended = ? where id = ?").bind(Date.now() - 180 * DAY, old.id).run();
    await night();
    assert.equal(await row(), null);
    assert.deepEqual(await [await caller.outcomes(old), await caller.outcomes(caller.patch(old.id, { name: "zombie" }))], [["op.gone"], ["op.not_found"]]);
    const ask = (origins) => away.post("/pull", { v: 1, device: away.device, epoch: "", cursors, origins });
    const again = (await ask({})).body.units[caller.unit];
    assert.deepEqual(again, { rows: [], cursor: 0, more: true, restart: true });
    // One that fills the unit since is served, and so is one of before, which knows no new start.
    assert.equal((await ask({ [caller.unit]: purged.seq, t: purged.seq })).body.units[caller.unit].restart, undefined);
    assert.equal((await away.pull(cursors)).body.units[caller.unit].restart, undefined);
  });

  test("takes large amounts in slices", async () => {
    await server.db.prepare(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000)
      insert into attempt select 'old:' || i, 0, 1 from n`).run();
    await night();
    assert.equal(await server.count("attempt", "key like 'old:%'"), 0);
  });
});
