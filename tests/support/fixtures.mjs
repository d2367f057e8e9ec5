// What every browser test starts from: a page whose console stays clean, and servers to break.

import AxeBuilder from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { start } from "./server.mjs";

export { expect };

/** Without a network Chromium itself logs these; no page can prevent it. */
const OFFLINE = [/Failed to load resource: net::ERR_/, /^WebSocket connection to .*\/api\/v1\/live' failed/, /service worker.*(fetch|script)/i];

/** `test` with a console that must stay free of errors; `quiet` lets a test expect some. */
export const test = base.extend({
  quiet: [[], { option: true }],
  console: [async ({ context, quiet }, use) => {
    const heard = [];
    const allowed = [...OFFLINE, ...quiet];
    const hear = (text) => { if (!allowed.some((pattern) => pattern.test(text))) heard.push(text); };
    context.on("console", (message) => { if (message.type() === "error") hear(message.text()); });
    context.on("weberror", (error) => hear(String(error.error())));
    await use(heard);
    expect(heard, "errors in the console").toEqual([]);
  }, { auto: true }],
});

/** `test` with a server of its own, which it may cut, kill and revive. */
export const faults = test.extend({
  server: async ({}, use) => {
    const server = await start();
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => use(server.url),
});

/** No violation of WCAG 2.2 A and AA that axe can find, and no icon that is a hole because the page does not carry it. */
export async function expectAccessible(page) {
  const holes = () => [...document.querySelectorAll("use")].map((use) => use.getAttribute("href")).filter((link) => !document.querySelector(link));
  expect(await page.evaluate(holes)).toEqual([]);
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(told).toEqual([]);
}

/** Resolves when the service worker of this release controls the page, so that it works offline. */
export async function whenInstalled(page) {
  const controls = () => page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    return navigator.serviceWorker.controller?.state;
  });
  await expect.poll(controls).toBe("activated");
}
