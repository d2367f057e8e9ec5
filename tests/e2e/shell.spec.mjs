// The shell: what the browser loads, keeps and replaces, with and without a network.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signUp } from "../support/acts.mjs";
import { expect, expectAccessible, faults, test, whenInstalled } from "../support/fixtures.mjs";
import { built, start } from "../support/server.mjs";

const shows = (page) => expect(page.locator("main").first()).toBeVisible();

test("the page is served with a policy that allows no inline code", async ({ request }) => {
  const page = await request.get("/customers/anything");
  const policy = page.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(page.headers()["x-content-type-options"]).toBe("nosniff");
  expect(page.headers()["cache-control"]).toBe("no-store");
  const text = await page.text();
  expect(text).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)/);
});

test("hashed files are kept for a year and the service worker is asked for every time", async ({ request }) => {
  const text = await (await request.get("/")).text();
  const [, script] = /src="(\/boot-[0-9a-f]{10}\.js)"/.exec(text);
  expect((await request.get(script)).headers()["cache-control"]).toContain("immutable");
  expect((await request.get("/sw.js")).headers()["cache-control"]).toBe("no-cache");
});

test("a page that is left is not kept for the way back, where it would hold on to the database", async ({ page }) => {
  await page.goto("/");
  await shows(page);
  await whenInstalled(page);
  // What the service worker answers a navigation with.
  const kept = await page.evaluate(async () => (await caches.match("/")).headers.get("cache-control"));
  expect(kept).toBe("no-store");
  await page.evaluate(() => addEventListener("pagehide", ({ persisted }) => sessionStorage.setItem("persisted", persisted)));
  await page.goto("/sign-in");
  await shows(page);
  expect(await page.evaluate(() => sessionStorage.getItem("persisted"))).toBe("false");
});

test("the manifest lets the app be installed", async ({ request }) => {
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  for (const name of ["id", "name", "short_name", "start_url", "scope", "theme_color"]) expect(manifest[name]).toBeTruthy();
  expect(manifest.display).toBe("standalone");
  expect(manifest.icons.map((icon) => icon.purpose ?? icon.sizes)).toEqual(expect.arrayContaining(["192x192", "512x512", "maskable"]));
  for (const icon of manifest.icons) expect((await request.get(icon.src)).headers()["content-type"]).toBe(icon.type);
});

faults("with the server stopped and the network off the app opens at any address", async ({ page, context, server }) => {
  await page.goto("/");
  await shows(page);
  await whenInstalled(page);
  await server.kill();
  await context.setOffline(true);
  await page.reload();
  await shows(page);
  await page.goto("/customers");
  await shows(page);
});

test.describe("a part of the app that cannot come", () => {
  test.use({ serviceWorkers: "block", quiet: [/Failed to fetch/] });

  faults("says so in its place, and comes when asked again", async ({ page, context }) => {
    let gone = true;
    await context.route(/\/app-pages-/, (route) => (gone ? route.abort() : route.continue()));
    await signUp(page);
    await page.goto("/customers");
    await expect(page.getByRole("heading", { level: 1, name: "not on this device yet" })).toBeVisible();
    await expectAccessible(page);
    gone = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Customers" })).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 15_000 });
  });
});

test.describe("a new release", () => {
  let folder, server;
  test.beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "forecourt-dist-"));
    cpSync(built().dist, folder, { recursive: true });
    server = await start({ dist: folder });
  });
  test.afterEach(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  async function publish(release) {
    const file = join(folder, "sw.js");
    writeFileSync(file, readFileSync(file, "utf8").replace(/const RELEASE = "[^"]+"/, `const RELEASE = "${release}"`));
    await server.kill();
    await server.revive();
  }
  const shells = (page) => page.evaluate(() => caches.keys());

  async function offer(page, release) {
    await publish(release);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    const waits = () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state);
    await expect.poll(waits).toBe("installed");
  }
  async function accept(page) {
    await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting.postMessage("skip"));
    const waits = () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null);
    // A page that loads itself again loses its context for a moment; the old worker ends its events first.
    await expect.poll(() => waits().catch(() => false), { timeout: 30_000 }).toBe(true);
  }

  test("is offered in words and taken over when a person accepts", async ({ page }) => {
    await page.goto(server.url);
    await whenInstalled(page);
    await offer(page, "cccccccccc");
    const offered = page.getByRole("status").filter({ hasText: "New version" });
    await expect(offered).toBeVisible();
    await offered.getByRole("button", { name: "Reload" }).click();
    await expect.poll(() => shells(page).catch(() => [])).toContain("shell-cccccccccc");
    const waits = () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null);
    await expect.poll(() => waits().catch(() => false)).toBe(true);
    await expect(offered).toBeHidden();
  });

  test("is not taken while a file of it is not there, and is when all are", async ({ page }) => {
    await page.goto(server.url);
    await whenInstalled(page);
    const [first] = await shells(page);
    const file = join(folder, "sw.js");
    const right = readFileSync(file, "utf8");
    // For what is not there the server answers with the page.
    writeFileSync(file, right.replace(/app-day-[0-9a-f]{10}/, "app-day-0123456789"));
    await publish("dddddddddd");
    const end = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const found = new Promise((resolve) => registration.addEventListener("updatefound", () => resolve(registration.installing)));
      await registration.update();
      const worker = await found;
      return new Promise((resolve) => {
        const look = () => (["installed", "redundant"].includes(worker.state) ? resolve(worker.state) : setTimeout(look, 50));
        look();
      });
    });
    expect(end).toBe("redundant");
    expect(await shells(page)).toEqual([first]);
    writeFileSync(file, right);
    await offer(page, "eeeeeeeeee");
    expect(await shells(page)).toEqual([first, "shell-eeeeeeeeee"]);
  });

  test("waits until it is accepted, and the files of the one before stay", async ({ page }) => {
    await page.goto(server.url);
    await whenInstalled(page);
    const [first] = await shells(page);
    await offer(page, "aaaaaaaaaa");
    expect(await shells(page)).toEqual([first, "shell-aaaaaaaaaa"]);
    await page.reload();
    expect(await shells(page)).toEqual([first, "shell-aaaaaaaaaa"]);
    await accept(page);
    await whenInstalled(page);
    expect(await shells(page)).toEqual([first, "shell-aaaaaaaaaa"]);

    await offer(page, "bbbbbbbbbb");
    await accept(page);
    await expect.poll(() => shells(page).catch(() => [])).toEqual(["shell-aaaaaaaaaa", "shell-bbbbbbbbbb"]);
  });
});
