// The faults that other tests rely on do happen: a fault that does nothing would prove anything.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { start } from "../support/server.mjs";

let server;
before(async () => { server = await start(); });
after(() => server.stop());

const get = (path = "/manifest.webmanifest") => fetch(server.url + path).then((reply) => reply.text());

test("without a fault everything passes", async () => {
  assert.match(await get(), /"start_url"/);
});

test("a lost request or reply breaks one request, and the next one passes", async () => {
  for (const at of ["request", "reply", "half"]) {
    server.proxy.lose("/manifest", { at });
    await assert.rejects(get(), `lost ${at}`);
    assert.match(await get(), /"start_url"/);
  }
});

test("a lost request does not arrive, and a lost reply does", async () => {
  const arrived = server.proxy.arrival("/manifest").then(() => "arrived");
  const soon = () => new Promise((resolve) => setTimeout(resolve, 100, "nothing"));
  server.proxy.lose("/manifest", { at: "request" });
  await assert.rejects(get());
  assert.equal(await Promise.race([arrived, soon()]), "nothing");
  server.proxy.lose("/manifest", { at: "reply" });
  await assert.rejects(get());
  assert.equal(await arrived, "arrived");
});

test("a cut network refuses, and mending it helps", async () => {
  await server.cut();
  await assert.rejects(get());
  await server.mend();
  assert.match(await get(), /"start_url"/);
});

test("a killed server forgets nothing", async () => {
  await server.db.prepare("create table note(text text)").run();
  await server.db.prepare("insert into note values ('kept')").run();
  const url = server.url;
  await server.kill();
  await assert.rejects(get());
  await server.revive();
  assert.equal(server.url, url);
  assert.equal(await server.count("note", "text = ?", "kept"), 1);
});
