// What happens to the app in a real browser: its process dies, its disk fills, its data goes, its tabs fight for the lead.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { chromium } from "@playwright/test";
import { createCustomer, signUp, whenSynced } from "../support/acts.mjs";
import { whenInstalled } from "../support/fixtures.mjs";
import { start } from "../support/server.mjs";
import { colleague } from "../worker/api.mjs";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--process-per-tab"];
/** Longest time after a first act at which the renderer dies, ms. */
const LATEST = 1_500;
/** Longest that a first act may take on a busy machine, ms. */
const SLOWEST = 20_000;
/** What must hold of a takeover, ms. */
const TAKEOVER = 1_000;
/** And of the time until somebody syncs what is being made, which takes some hundred milliseconds each, ms. */
const SILENT = 3_000;
/** So long does Chromium remember how much room a database has, ms. */
const REMEMBERED = 36_000;
/** What must hold of noticing that the data is gone, while nobody touches the app, ms. */
const NOTICED = 2_000;
/** What is told over a socket is there in this time on any machine, and what is asked for seldom is, ms. */
const TOLD = 3_000;
/** Longer than the interval at which a page without a socket asks. */
const POLL = 25_000;

/** A profile of its own with the app in it, signed in and ready to work offline. */
async function open() {
  const server = await start({ requests: 100_000 });
  const folder = mkdtempSync(join(tmpdir(), "forecourt-profile-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS, locale: "en-GB", baseURL: server.url,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await signUp(page);
  await whenSynced(page);
  await whenInstalled(page);
  const close = async () => {
    await context.close().catch(() => {});
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, context, page, close };
}

/** Kills the process of a page. True when it died. */
async function strike(context, page) {
  const session = await context.newCDPSession(page).catch(() => null);
  if (!session) return false;
  const dead = page.waitForEvent("crash", { timeout: 5_000 }).then(() => true, () => false);
  session.send("Page.crash").catch(() => {});
  return dead;
}

/** Makes customers one after the other until told to stop; notes those that were said to be saved. */
async function burst(page, prefix, said, goesOn = () => true) {
  for (let number = 0; goesOn(); number++) {
    const name = `${prefix} ${number}`;
    const phone = `139${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
    try {
      await createCustomer(page, { name, phone });
    } catch {
      return;
    }
    said.push(name);
  }
}

/** Everything that was said to be saved is on the server, once. */
async function missing(server, said) {
  const { results } = await server.db.prepare("select body ->> 'name' as name, count(*) as n from rec where kind = 'customer' group by 1").all();
  const counts = new Map(results.map(({ name, n }) => [name, n]));
  const found = said.filter((name) => !counts.has(name)).map((name) => `${name} was saved and is lost`);
  const twice = results.filter(({ n }) => n > 1).map(({ name, n }) => `${name} is there ${n} times`);
  return [...found, ...twice];
}

/** What is left to tell why something is lost: numbers on the shelves of the device, and what the server knows of it. */
async function traces(page, server) {
  const shelves = await page.evaluate(async () => {
    const done = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const found = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const shelf of ["outbox", "refused", "aside"].filter((one) => database.objectStoreNames.contains(one))) {
        found[`${name} ${shelf}`] = await done(database.transaction(shelf).objectStore(shelf).getAllKeys());
      }
      database.close();
    }
    return found;
  });
  const { results: devices } = await server.db.prepare("select device, mid, recent from device").all();
  const { results: refusals } = await server.db.prepare("select device, mid, code from refusal").all();
  const says = await page.getByRole("alert").allInnerTexts();
  return `traces: ${JSON.stringify({ shelves, devices, refusals, says })}`;
}

/** The process of the page is killed while somebody works, with and without a network. */
export async function crash(runs) {
  const { server, context, page: first, close } = await open();
  const [said, violations] = [[], []];
  let [page, died] = [first, 0];
  try {
    for (let run = 0; run < runs; run++) {
      if (run % 2 === 1) await server.cut();
      const before = said.length;
      const work = burst(page, `run ${run}`, said);
      for (let waited = 0; said.length === before && waited < SLOWEST; waited += 50) await wait(50);
      await wait(Math.random() * LATEST);
      if (await strike(context, page)) died += 1;
      await work;
      await page.close().catch(() => {});
      await server.mend();
      page = await context.newPage();
      await page.goto("/customers");
      await whenSynced(page, 60_000);
      const lost = await missing(server, said);
      if (lost.length) {
        violations.push(...lost, await traces(page, server));
        break;
      }
    }
    if (said.length === 0) violations.push("nothing was saved, so nothing was shown");
    if (violations.length === 0 && died < runs) violations.push(`only ${died} of ${runs} processes died`);
    return { runs: died, violations, worst: `${said.length} saved, none may be lost` };
  } finally {
    await close();
  }
}

/** Who leads, as a page sees it, and which client the page is. */
const census = (page) => page.evaluate(async () => {
  const own = `census ${Math.random()}`;
  return navigator.locks.request(own, async () => {
    const { held } = await navigator.locks.query();
    const leaders = held.filter(({ name }) => name.endsWith(".sync")).map(({ clientId }) => clientId);
    return { me: held.find(({ name }) => name === own).clientId, leaders };
  });
});

/** When the next request of syncing leaves a page, in milliseconds from now; never when none does in ten seconds. */
function untilSyncs(pages) {
  const since = performance.now();
  const asked = pages.map((page) => page.waitForRequest(/\/api\/v1\/(push|pull)$/, { timeout: 10_000 }));
  return Promise.any(asked).then(() => performance.now() - since, () => Infinity);
}

/** Takes away whoever leads, again and again, while another tab works: its tab is closed, or its process killed. */
async function fight(tabs, runs) {
  const { server, context, page, close } = await open();
  const [said, violations] = [[], []];
  let [worst, silent, died] = [0, 0, 0];
  const pages = [page];
  const add = async () => {
    const tab = await context.newPage();
    await tab.goto("/customers");
    pages.push(tab);
    return tab;
  };
  try {
    while (pages.length < tabs) await add();
    for (let run = 0; run < runs; run++) {
      const seen = await Promise.all(pages.map((tab) => census(tab)));
      const leads = pages.findIndex((_, place) => seen[place].leaders.includes(seen[place].me));
      if (seen.some(({ leaders }) => leaders.length > 1)) violations.push(`run ${run}: two tabs lead`);
      if (leads < 0) {
        violations.push(`run ${run}: nobody leads`);
        break;
      }
      const [leader] = pages.splice(leads, 1);
      let goes = true;
      const work = burst(pages[0], `fight ${run}`, said, () => goes);
      await wait(200 + Math.random() * 600);
      const watcher = pages.at(-1);
      const syncs = untilSyncs(pages);
      const since = performance.now();
      if (run % 2 === 0) await leader.close({ runBeforeUnload: false });
      else if (await strike(context, leader)) died += 1;
      for (;;) {
        const { leaders } = await census(watcher).catch(() => ({ leaders: [] }));
        if (leaders.length === 1 && leaders[0] !== seen[leads].me) break;
        if (performance.now() - since > 10_000) break;
        await wait(10);
      }
      worst = Math.max(worst, performance.now() - since);
      silent = Math.max(silent, await syncs);
      goes = false;
      await work;
      await leader.close().catch(() => {});
      await add();
    }
    if (worst > TAKEOVER) violations.push(`a takeover took ${Math.round(worst)} ms`);
    if (silent > SILENT) violations.push(`nobody synced for ${Math.round(silent)} ms while somebody worked`);
    if (died < Math.floor(runs / 2)) violations.push(`only ${died} processes died`);
    await Promise.all(pages.map((tab) => whenSynced(tab, 60_000)));
    violations.push(...(await missing(server, said)));
    const { mid } = await server.db.prepare("select mid from device").first();
    if (mid < said.length) violations.push(`${mid} groups were decided for ${said.length} that were saved`);
    return { runs, violations, worst: `${Math.round(worst)} ms to take over, ${Math.round(silent)} to sync, ${said.length} saved` };
  } finally {
    await close();
  }
}

/** Two tabs, whose leader is killed. */
export const twoTabs = (runs) => fight(2, runs);
/** Five tabs, whose leader is killed. */
export const fiveTabs = (runs) => fight(5, runs);

/** The disk is full: what cannot be saved is said to be not saved, and what was saved stays. */
export async function quota(runs) {
  const { server, context, page, close } = await open();
  const [said, violations] = [[], []];
  try {
    // The setting lasts as long as this page stays where it is.
    const session = await context.newCDPSession(await context.newPage());
    for (let run = 0; run < runs; run++) {
      await server.cut();
      await createCustomer(page, { name: `before ${run}`, phone: "13800138000" });
      said.push(`before ${run}`);
      const origin = new URL(server.url).origin;
      await page.goto("/customers/new");
      await page.getByLabel("Name", { exact: true }).fill(`no room ${run}`);
      await page.getByLabel("Phone", { exact: true }).fill("13900139000");
      await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
      await wait(REMEMBERED);
      await page.getByRole("button", { name: "Save customer" }).click();
      const told = page.getByText("Not saved", { exact: true }).first();
      const isTold = await told.waitFor({ timeout: 10_000 }).then(() => true, () => false);
      if (!isTold) violations.push(`run ${run}: nobody was told that it was not saved`);
      // What was typed is still there, and there is room again.
      const typed = await page.getByLabel("Name", { exact: true }).inputValue({ timeout: 2_000 }).catch(() => "");
      if (typed !== `no room ${run}`) violations.push(`run ${run}: what was typed is gone`);
      await session.send("Storage.overrideQuotaForOrigin", { origin });
      await wait(REMEMBERED);
      await page.getByRole("button", { name: "Save customer" }).click();
      await page.waitForURL(/\/customers\/0/, { timeout: 10_000 });
      said.push(`no room ${run}`);
      await server.mend();
      await page.goto("/customers");
      await whenSynced(page, 60_000);
    }
    violations.push(...(await missing(server, said)));
    return { runs, violations, worst: `${said.length} in the outbox meanwhile` };
  } finally {
    await close();
  }
}

/** The browser throws the database away under the running app: it says so at once, and has everything after the next start. */
export async function deletion(runs) {
  const { server, context, page, close } = await open();
  const [said, violations] = [[], []];
  let worst = 0;
  try {
    for (let run = 0; run < runs; run++) {
      await createCustomer(page, { name: `kept ${run}`, phone: "13800138000" });
      said.push(`kept ${run}`);
      await whenSynced(page, 60_000);
      const session = await context.newCDPSession(page);
      await session.send("Storage.clearDataForOrigin", { origin: new URL(server.url).origin, storageTypes: "indexeddb" });
      const since = performance.now();
      const told = page.getByText("deleted the data", { exact: false }).first();
      const isTold = await told.waitFor({ timeout: NOTICED }).then(() => true, () => false);
      if (isTold) worst = Math.max(worst, performance.now() - since);
      else violations.push(`run ${run}: nobody was told that the data is gone`);
      await page.goto("/customers");
      await page.getByRole("link", { name: `kept ${run}` }).first().waitFor({ timeout: 60_000 });
    }
    violations.push(...(await missing(server, said)));
    return { runs, violations, worst: `${Math.round(worst)} ms to be told` };
  } finally {
    await close();
  }
}

/** The socket is lost and none opens: the page asks now and then, and misses nothing. With a network it is told again. */
export async function socket(runs) {
  const { server, context, page, close } = await open();
  const violations = [];
  let [worst, told] = [0, 0];
  try {
    await page.goto("/customers");
    await whenSynced(page, 60_000);
    const { login } = await server.db.prepare("select login from login").first();
    const { units } = await server.db.prepare("select units from staff_access").first();
    const other = await colleague({ server, account: { login, units: JSON.parse(units) } });
    /** Something happens elsewhere; resolves when it is seen here, in milliseconds, or never when that takes too long. */
    const untilSeen = async (name) => {
      const since = performance.now();
      const { status } = await other.push(other.create({ name }));
      if (status !== 200) violations.push(`the other device was answered ${status}`);
      const link = page.getByRole("link", { name, exact: true }).first();
      const isSeen = await link.waitFor({ timeout: POLL }).then(() => true, () => false);
      if (!isSeen) violations.push(`${name} never came`);
      return performance.now() - since;
    };
    for (let run = 0; run < runs; run++) {
      server.proxy.deafen();
      worst = Math.max(worst, await untilSeen(`unheard ${run}`));
      server.proxy.deafen(false);
      // It is not known when the page tries again: what comes by asking until then comes too.
      let took = Infinity;
      for (let turn = 0; took > TOLD && turn < 4; turn++) took = await untilSeen(`heard ${run} ${turn}`);
      if (took > TOLD) violations.push(`run ${run}: the page is not told again`);
      told = Math.max(told, took);
    }
    return { runs, violations, worst: `${Math.round(worst)} ms unheard, ${Math.round(told)} heard` };
  } finally {
    await close();
  }
}
