import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { start } from "../support/server.mjs";
import { dealership } from "./api.mjs";

describe("when server or network fail in the middle", () => {
  let server, caller;
  before(async () => {
    server = await start();
    caller = await dealership(server);
  });
  after(() => server.stop());

  /** Sends the same bytes until an answer comes, as a device does. */
  async function insist(request) {
    for (;;) {
      const answer = await caller.post("/push", request).catch(() => null);
      if (answer?.status === 200) return answer.body;
      await wait(20);
    }
  }
  const named = (prefix) => server.count("rec", "body ->> 'name' like ?", `${prefix}%`);

  test("an answer that is lost or cut in half changes nothing but the waiting", async () => {
    for (const at of ["request", "reply", "half"]) {
      server.proxy.lose("/api/v1/push", { at });
      const made = caller.create({ name: `lost ${at}` });
      const request = caller.request(made, caller.patch(made.id, { city: "B" }));
      await assert.rejects(caller.post("/push", request));
      const { verdicts, mid } = await insist(request);
      assert.deepEqual(verdicts.map(({ outcome }) => outcome.is), ["applied", "applied"], at);
      caller.mid = mid + 1;
      assert.equal(await named(`lost ${at}`), 1);
    }
  });

  test("a server that dies while it writes loses nothing and does nothing twice", async () => {
    const rounds = 6;
    for (let round = 0; round < rounds; round++) {
      const groups = Array.from({ length: 200 }, (_, index) => [caller.create({ name: `round ${round}.${index}` }), caller.create({ name: `round ${round}+${index}` })]);
      const request = caller.request(...groups);
      const first = caller.post("/push", request).catch(() => null);
      await server.proxy.arrival("/api/v1/push");
      await wait(round * 12);
      await server.kill();
      await first;
      const pushed = insist(request);
      await server.revive();
      const { verdicts, mid } = await pushed;
      assert.ok(verdicts.every(({ outcome }) => outcome.is === "applied"));
      assert.equal(mid, request.groups.at(-1).mid);
      caller.mid = mid + 1;
      assert.equal(await named(`round ${round}`), 400, `round ${round}`);
    }
    const seqs = await server.db.prepare("select count(distinct seq) n, count(*) of, max(seq) top from rec where ten = 1").first();
    assert.equal(seqs.n, seqs.of, "every row has its own number");
    assert.equal(seqs.top, await server.db.prepare("select seq from tenant where ten = 1").first("seq"));
    assert.equal((await caller.all()).size, seqs.of);
  });
});
