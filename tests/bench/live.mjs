// How long an edit on one device takes to be on another, through local workerd: from the push that leaves to the rows that
// arrive after the nudge. Devices are callers of the Worker; what a browser adds is painting.

import { start } from "../support/server.mjs";
import { dealership, profile } from "../worker/api.mjs";
import { Listener } from "../worker/listener.mjs";

const EDITS = 200;
const DEVICES = 5;

const server = await start();
const writer = await dealership(server);
const made = writer.create({ name: "A", city: "B" });
await writer.push(made);
const devices = await Promise.all(Array.from({ length: DEVICES }, async () => {
  const device = await profile(writer);
  const ear = await Listener.open(device);
  return { device, ear, told: await ear.next() };
}));

const [pushes, nudges, rows] = [[], [], []];
for (let edit = 0; edit < EDITS; edit++) {
  const began = performance.now();
  const after = () => performance.now() - began;
  const pushed = writer.push(writer.patch(made.id, { city: `City ${edit}` })).then(() => pushes.push(after()));
  await Promise.all([pushed, ...devices.map(async (one) => {
    const { seq } = await one.ear.next();
    nudges.push(after());
    const { body } = await one.device.pull(Object.fromEntries(writer.account.units.map((unit) => [unit, one.told.seq])));
    rows.push(after());
    one.told = { seq: Math.max(seq, body.high) };
  })]);
}
const at = (all, part) => all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) * part)].toFixed(1);
console.log(`${EDITS} edits, ${DEVICES} devices listen; ms since the push left`);
console.log(`${"".padEnd(22)}${"p50".padStart(8)}${"p95".padStart(8)}${"worst".padStart(8)}`);
for (const [what, all] of Object.entries({ "push answered": pushes, "nudge heard": nudges, "rows on the device": rows })) {
  console.log(`${what.padEnd(22)}${[0.5, 0.95, 1].map((part) => at(all, part).padStart(8)).join("")}`);
}
for (const { ear } of devices) ear.close();
await server.stop();
process.exit();
