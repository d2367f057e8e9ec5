import { defineConfig, devices } from "@playwright/test";

// Every clone has a port of its own (and the next one for control), so that two can test at once.
const PORT = 18_000 + 2 * ([...new URL(".", import.meta.url).pathname].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000, 7));
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
};
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } };
const phone = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } };

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: "../results/browser",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // Long enough for a machine that is four times slower than usual; what is there is not waited for.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "../results/browser.json" }]],
  use: { baseURL: `http://localhost:${PORT}`, launchOptions, locale: "en-GB", timezoneId: "Asia/Shanghai", trace: "retain-on-failure" },
  projects: [
    { name: "desktop", use: desktop },
    { name: "phone", use: phone },
  ],
  webServer: {
    command: `node ../support/serve.mjs ${PORT}`,
    url: `http://localhost:${PORT}/`,
    gracefulShutdown: { signal: "SIGTERM", timeout: 3000 },
  },
});
