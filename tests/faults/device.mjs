// A device without a browser: it numbers its groups, sends the same bytes until they are answered, and remembers what it was told.

import { setTimeout as wait } from "node:timers/promises";
import { Caller } from "../worker/api.mjs";

/** Groups in one push. */
const MOST = 12;

export class Device extends Caller {
  #waiting = [];
  #groups = 0;
  #cursors = {};
  /** Sequence and city of every customer that came by a pull, by id. */
  seen = new Map();
  /** Ids of the records of every group that the server acknowledged, by number. */
  taken = new Map();
  /** Requests that were sent, and sent again. */
  requests = 0;
  resent = 0;
  /** Sentences about what must not be. */
  violations = [];

  static async of(person) {
    const device = new Device(person.server);
    await device.signIn(person.account.login);
    await device.enrol();
    return device;
  }

  /** One act: two records that belong together, and an edit of one of them. */
  act() {
    const [one, two] = [this.create({ name: "one" }), this.create({ name: "two" })];
    const ops = [one, two, this.patch(one.id, { city: `by ${this.device}` })];
    this.#waiting.push({ mid: ++this.#groups, ops });
  }

  get unsent() {
    return this.#waiting.length;
  }

  /** Sends what waits, until nothing does or `until` says so. */
  async send(until = () => false) {
    while (this.#waiting.length && !until()) {
      const groups = this.#waiting.slice(0, MOST);
      const request = { v: 1, device: this.device, epoch: this.epoch, from: groups[0].mid, groups };
      this.requests += 1;
      const answer = await this.post("/push", request).catch(() => null);
      if (answer?.status === 200) this.#take(groups, answer.body);
      else if (answer && answer.status < 500 && answer.status !== 429) {
        this.violations.push(`${answer.status} ${answer.body?.code} for groups ${groups[0].mid} to ${groups.at(-1).mid}`);
        return;
      } else {
        this.resent += 1;
        await wait(5 + Math.random() * 40);
      }
    }
  }

  /** Asks for rows, page after page, as often as it takes. */
  async look() {
    for (let more = true; more; ) {
      const answer = await this.pull(this.#cursors).catch(() => null);
      if (answer?.status !== 200) {
        if (answer && answer.status < 500 && answer.status !== 429) {
          this.violations.push(`${answer.status} ${answer.body?.code} for a pull`);
          return;
        }
        this.resent += 1;
        await wait(5 + Math.random() * 40);
        continue;
      }
      more = false;
      for (const [unit, { rows, cursor, more: goesOn }] of Object.entries(answer.body.units)) {
        for (const [seq, kind, id, , , fields] of rows) {
          if (kind === "customer") this.seen.set(id, [seq, fields.city ?? null]);
        }
        if (cursor < (this.#cursors[unit] ?? 0)) this.violations.push(`the cursor of ${unit} fell from ${this.#cursors[unit]} to ${cursor}`);
        this.#cursors[unit] = cursor;
        more ||= goesOn;
      }
    }
  }

  /** What the device has seen is what the database holds, to the last number. Gives sentences about what is not so. */
  async compare(server) {
    await this.look();
    const { results } = await server.db.prepare("select id, seq, body ->> 'city' as city from rec where kind = 'customer'").all();
    const wrong = results.filter(({ id, seq, city }) => {
      const [known, told] = this.seen.get(id) ?? [];
      return known !== seq || told !== city;
    });
    const found = this.violations.map((sentence) => `${this.device}: ${sentence}`);
    if (wrong.length) found.push(`${this.device}: ${wrong.length} records are not as the server has them`);
    if (this.seen.size !== results.length) found.push(`${this.device}: saw ${this.seen.size} records of ${results.length}`);
    return found;
  }

  #take(groups, { verdicts }) {
    for (const [index, { mid, ops }] of groups.entries()) {
      const verdict = verdicts[index];
      if (verdict?.mid !== mid || verdict.outcome.is === "refused") {
        this.violations.push(`group ${mid}: ${JSON.stringify(verdict)}`);
      }
      this.taken.set(mid, [...new Set(ops.map(({ id }) => id))]);
    }
    this.#waiting = this.#waiting.filter(({ mid }) => mid > groups.at(-1).mid);
  }
}

/** What the database must hold once everything was acknowledged. Gives sentences about what it does not. */
export async function audit(server, devices) {
  const found = devices.flatMap((device) => device.violations.map((sentence) => `${device.device}: ${sentence}`));
  const { results } = await server.db.prepare("select id, seq, body ->> 'city' as city, body ->> 'name' as name from rec where kind = 'customer'").all();
  const rows = new Map(results.map((row) => [row.id, row]));
  const promised = new Set();
  for (const device of devices) {
    for (const [mid, [one, two]] of device.taken) {
      promised.add(one).add(two);
      if (!rows.has(one) || !rows.has(two)) found.push(`${device.device}: group ${mid} was acknowledged and is not there`);
      else if (rows.get(one).city !== `by ${device.device}`) found.push(`${device.device}: half of group ${mid} is there`);
    }
    const { mid } = await server.db.prepare("select mid from device where device = ?").bind(device.device).first();
    if (mid !== Math.max(0, ...device.taken.keys())) found.push(`${device.device}: the server counts to ${mid}`);
  }
  if (rows.size !== promised.size) found.push(`${rows.size} records for ${promised.size} that were made`);
  if (new Set(results.map(({ seq }) => seq)).size !== rows.size) found.push("two records have one number");
  const top = await server.db.prepare("select max(t.seq) - max(r.seq) as left_over from tenant t join rec r on r.ten = t.ten").first("left_over");
  if (top !== 0) found.push(`${top} numbers were taken for nothing: something was written twice`);
  const check = await server.db.prepare("pragma quick_check").first("quick_check");
  if (check !== "ok") found.push(`the database is damaged: ${check}`);
  return found;
}
