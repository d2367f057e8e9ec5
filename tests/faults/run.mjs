// node tests/faults/run.mjs [--quick] [NAME…]
//
// What breaks real systems, done to the built Worker on workerd and the app in Chromium. Prints a table and fails if anything was
// violated. A quick run does most of them once or twice.

const quick = process.argv.includes("--quick");
const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const load = { server: () => import("./server.mjs"), browser: () => import("./browser.mjs") };

/** Name, where it is, what it is called there, how often it is done, and how often when it must be quick. */
const FAULTS = [
  ["server killed mid-push", "server", "kill", 50, 2],
  ["network in disorder", "server", "disorder", 2_000, 150],
  ["renderer killed", "browser", "crash", 30, 1],
  ["leader of 2 tabs killed", "browser", "twoTabs", 30, 1],
  ["leader of 5 tabs killed", "browser", "fiveTabs", 30, 0],
  ["no room on the disk", "browser", "quota", 3, 0],
  ["database deleted", "browser", "deletion", 5, 1],
  ["live socket lost", "browser", "socket", 5, 0],
];

let failed = 0;
const lines = [];
for (const [name, file, what, often, seldom] of FAULTS) {
  const count = quick ? seldom : often;
  if (count === 0 || (asked.length && !asked.some((word) => what === word || file === word))) continue;
  const since = performance.now();
  const module = await load[file]();
  let result;
  try {
    result = await module[what](count);
  } catch (error) {
    result = { runs: 0, violations: [String(error.stack ?? error)], worst: "broke off" };
  }
  failed += result.violations.length;
  for (const sentence of result.violations.slice(0, 10)) console.log(`${name}: ${sentence}`);
  const seconds = ((performance.now() - since) / 1000).toFixed(0);
  lines.push([name, String(result.runs), String(result.violations.length), result.worst, `${seconds} s`]);
}
const table = [["fault", "runs", "violations", "worst", "time"], ...lines];
const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
for (const line of table) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
const broken = lines.filter((line) => line[2] !== "0").length;
console.log(`\u2139 pass ${lines.length - broken}\n\u2139 fail ${broken}`);
process.exitCode = failed ? 1 : 0;
