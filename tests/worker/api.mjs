// A caller of the Worker: one browser profile with its cookie, device and clock.

import { randomBytes, randomInt } from "node:crypto";

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const number = (value, length) => {
  let text = "";
  for (let rest = BigInt(value); text.length < length; rest >>= 5n) text = DIGITS[Number(rest & 31n)] + text;
  return text;
};

/** A new record id. */
export const newId = () => "0" + Array.from(randomBytes(25), (byte) => DIGITS[byte & 31]).join("");

/** A stamp: time, counter, writer. */
export const stamp = (ms, counter = 0, node = 1) => number(ms, 10) + number(counter, 3) + number(node, 8);

/** A key as a browser derives it; the Worker never sees more. */
export const key = (password) => Buffer.from(password.padEnd(32, ".")).toString("hex").slice(0, 64);

export class Caller {
  /** The device's number of the next group. */
  mid = 1;
  epoch = "";
  device = newId();
  cookie = null;
  account = null;
  /** Headers of the last answer. */
  headers = null;
  /** Bytes of the last body that was sent and of the one that came, as JSON: `{ up, down }`. */
  bytes = null;
  #node = randomInt(2 ** 32);
  #ticks = 0;

  constructor(server) {
    this.server = server;
  }

  /** Calls and answers `{ status, body }`; `init` is laid over what fetch is given. */
  async call(method, path, body, { headers, raw } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(new URL(`/api/v1${path}`, this.server.url), {
      method,
      body: raw ?? text,
      headers: {
        ...(method === "GET" ? {} : { "x-forecourt": "1", origin: this.server.url, "content-type": "application/json" }),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...headers,
      },
      ...(raw?.getReader ? { duplex: "half" } : {}),
    });
    this.headers = answer.headers;
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = /Max-Age=0$/.test(set) ? null : set.split(";")[0];
    const said = await answer.text();
    this.bytes = { up: Buffer.byteLength(text ?? ""), down: Buffer.byteLength(said) };
    return { status: answer.status, body: JSON.parse(said) };
  }

  get = (path) => this.call("GET", path);
  post = (path, body, more) => this.call("POST", path, body, more);

  /** What the last call cost: `{ statements, read, written }`. */
  get cost() {
    const of = (name) => Number(this.headers.get(name));
    return { statements: of("x-statements"), read: of("x-rows-read"), written: of("x-rows-written") };
  }

  async signUp(more = {}) {
    const answer = await this.post("/sign-up", signUpForm(more));
    if (answer.status === 200) this.account = answer.body;
    return answer;
  }

  async signIn(login, password = "password") {
    const answer = await this.post("/sign-in", { login, key: key(password) });
    if (answer.status === 200) this.account = answer.body;
    return answer;
  }

  enrol = (device = this.device) => this.post("/device", { device, name: "Node" });

  /** The unit of the first store. */
  get unit() {
    return this.account.units.find((unit) => unit.startsWith("s:"));
  }

  tick = (ms = Date.now()) => stamp(ms, ++this.#ticks % 32768, this.#node);

  create = (fields, more = {}) => ({
    kind: "customer", id: newId(), verb: { create: { unit: this.unit, owner: null } }, fields, at: this.tick(), ...more,
  });

  patch = (id, fields, more = {}) => ({ kind: "customer", id, verb: "patch", fields, at: this.tick(), ...more });

  command = (verb, id) => ({ kind: "customer", id, verb, at: this.tick() });

  /** A push of groups of operations, each with the next number. */
  request(...groups) {
    const from = this.mid;
    const numbered = groups.map((ops, index) => ({ mid: from + index, ops: [ops].flat() }));
    return { v: 1, device: this.device, epoch: this.epoch, from, groups: numbered };
  }

  async push(...groups) {
    const request = this.request(...groups);
    const answer = await this.post("/push", request);
    if (answer.status === 200) this.mid = answer.body.mid + 1;
    return { ...answer, request };
  }

  /** Pushes and answers what became of each group. */
  async outcomes(...groups) {
    const { body } = await this.push(...groups);
    return body.verdicts.map(({ outcome }) => outcome.code ?? outcome.is);
  }

  pull = (cursors = {}) => this.post("/pull", { v: 1, device: this.device, epoch: this.epoch, cursors });

  /** Pulls until there is no more; answers rows by id as objects. */
  async all() {
    const rows = new Map();
    for (let cursors = {}, more = true; more; ) {
      const { body } = await this.pull(cursors);
      more = false;
      for (const [unit, page] of Object.entries(body.units)) {
        cursors[unit] = page.cursor;
        more ||= page.more;
        for (const [seq, kind, id, state, owner, fields] of page.rows) rows.set(id, { unit, seq, kind, state, owner, fields });
      }
    }
    return rows;
  }
}

/** What a sign-up sends. */
export const signUpForm = (more = {}) => ({
  setup_code: "setup-code",
  dealership: "Qiandao Motors",
  store: "East",
  name: "Li Na",
  login: `admin-${newId().slice(-8)}`,
  derivation: { salt: randomBytes(16).toString("hex"), memory_kib: 65536, passes: 3 },
  key: key("password"),
  ...more,
});

/** A new dealership with its administrator on an enrolled device. */
export async function dealership(server, more) {
  const caller = new Caller(server);
  const { status, body } = await caller.signUp(more);
  if (status !== 200) throw new Error(`sign-up: ${status} ${body.code}`);
  await caller.enrol();
  return caller;
}

/** Another profile of a person who is signed in elsewhere. */
export async function profile(caller) {
  const other = new Caller(caller.server);
  await other.signIn(caller.account.login);
  await other.enrol();
  return other;
}

/** A colleague in the same stores, put into the database: the app cannot invite yet. */
export async function colleague(caller, { role = "sales_consultant", units = caller.account.units } = {}) {
  const { db } = caller.server;
  const staff = newId();
  const login = `staff-${staff.slice(-8)}`;
  const own = await db.prepare("select l.* from login l where login = ?").bind(caller.account.login).first();
  const { createHmac } = await import("node:crypto");
  const verifier = createHmac("sha256", "pepper-of-the-tests").update(`v1:${login}:${key("password")}`).digest("hex");
  await db.batch([
    db.prepare("insert into login values (?, ?, ?, ?, 65536, 3, ?, 0)").bind(login, own.ten, staff, own.salt, verifier),
    db.prepare("insert into staff_access(ten, staff, units) values (?, ?, ?)").bind(own.ten, staff, JSON.stringify(units)),
    db.prepare("update tenant set seq = seq + 1 where ten = ?").bind(own.ten),
    db.prepare(`insert into rec(ten, kind, id, unit, owner, st, seq, vseq, hlc, body, clk) select ten, 'staff', ?2, 't', null, 0, seq, seq, ?3, json_object('name', 'Colleague', 'role', ?4), json_object('*', ?3)
      from tenant where ten = ?1`).bind(own.ten, staff, stamp(Date.now()), role),
  ]);
  const other = new Caller(caller.server);
  await other.signIn(login);
  await other.enrol();
  return other;
}
