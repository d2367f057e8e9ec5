// What the server and the network do to devices that push: it is killed, it is reached in disorder.

import { execFileSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { start } from "../support/server.mjs";
import { dealership } from "../worker/api.mjs";
import { Device, audit } from "./device.mjs";
import { Chaos } from "./proxy.mjs";

const DEVICES = 8;
/** Acts of a device in one burst: some four pushes. */
const BURST = 48;
/** Longest time into a burst at which the server dies, ms. */
const LATEST = 250;
/** Part of the kills that must meet a push on its way. */
const MET = 0.8;

async function people(server) {
  const person = await dealership(server);
  return Promise.all(Array.from({ length: DEVICES }, () => Device.of(person)));
}

/** Kills the workerd of this program at once, as a power cut would. */
function strike() {
  const children = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" });
  const ids = [...children.matchAll(/(\d+) workerd/g)].map(([, id]) => Number(id));
  for (const id of ids) process.kill(id, "SIGKILL");
  return ids.length;
}

/** The server is killed at a random moment while eight devices push. */
export async function kill(runs) {
  const server = await start({ requests: 100_000 });
  const violations = [];
  let [worst, met] = [0, 0];
  try {
    const devices = await people(server);
    for (let run = 0; run < runs; run++) {
      for (const device of devices) for (let act = 0; act < BURST; act++) device.act();
      const sending = devices.map((device) => device.send());
      await wait(Math.random() * LATEST);
      if (devices.some((device) => device.unsent)) met += 1;
      if (strike() === 0) violations.push("there was no server to kill");
      await server.kill().catch(() => {});
      await server.revive();
      const since = performance.now();
      await Promise.all(sending);
      await Promise.all(devices.map((device) => device.send()));
      worst = Math.max(worst, performance.now() - since);
    }
    if (met < runs * MET) violations.push(`only ${met} of ${runs} kills met a push`);
    violations.push(...(await audit(server, devices)));
    const resent = devices.reduce((sum, device) => sum + device.resent, 0);
    return { runs, violations, worst: `${Math.round(worst)} ms to drain, ${met} met a push, ${resent} resent` };
  } finally {
    await server.stop();
  }
}

/** A proxy repeats, delays, swaps, cuts and loses until so many requests went through it, pushes and pulls alike. */
export async function disorder(requests) {
  const server = await start({ requests: 100_000 });
  const chaos = new Chaos(server.url);
  try {
    const devices = await people(server);
    await chaos.open();
    const straight = server.url;
    // The origin stays that of the server, which compares it with the host.
    for (const device of devices) device.server = { url: chaos.url };
    await Promise.all(devices.map(async (device) => {
      while (chaos.requests < requests) {
        for (let act = 0; act < 4; act++) device.act();
        await device.send();
        await device.look();
        if (device.violations.length) return;
      }
    }));
    await chaos.close();
    for (const device of devices) device.server = { url: straight };
    await Promise.all(devices.map((device) => device.send()));
    const violations = await audit(server, devices);
    for (const device of devices) violations.push(...(await device.compare(server)));
    const told = Object.entries(chaos.counts).map(([name, count]) => `${count} ${name}`);
    return { runs: chaos.requests, violations, worst: told.join(", ") };
  } finally {
    await server.stop();
  }
}
