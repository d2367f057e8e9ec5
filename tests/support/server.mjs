// Runs the built Worker and app on local workerd with D1, behind a proxy that can misbehave.
//
// The proxy keeps its port while the server behind it is killed and started again, so a page can
// live through what happens to real servers and networks.

import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { Tunnel } from "./tunnel.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MIGRATIONS = join(ROOT, "worker/migrations");
const HOST = "127.0.0.1";

/** The secrets of a test server. */
export const VARS = { PEPPER: "pepper-of-the-tests", SETUP_CODE: "setup-code", SIGN_UP: "open" };

/** Where the build lies that tests run against: `FORECOURT_BUILD`, or the newest one. */
export function built() {
  const made = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "made");
  const last = join(made, "last");
  const mode = process.env.FORECOURT_BUILD ?? (existsSync(last) ? readFileSync(last, "utf8") : "release");
  const paths = mode === "fast"
    ? { dist: join(made, "fast/dist"), worker: join(made, "fast/worker") }
    : { dist: join(ROOT, "dist"), worker: join(ROOT, "worker/build") };
  if (!existsSync(join(paths.worker, "index.js"))) throw new Error("Nothing is built: run `cargo xtask build --fast`.");
  return paths;
}

/**
 * Starts a server and resolves when it answers.
 *
 * @param {object} [options]
 * @param {number} [options.port] port of the proxy; 0 takes any
 * @param {string} [options.persist] folder of the database; default: a new one, deleted at the end
 * @param {Record<string, string>} [options.vars] laid over VARS
 * @param {string} [options.dist] other assets than the built ones
 * @param {number} [options.requests] requests that one session may make in a minute; an address five times as many
 * @param {boolean} [options.tls] serves https by a certificate that nobody signed; the proxy can then cut and mend alone
 */
export async function start({ port = 0, persist, vars, dist = built().dist, requests = 6000, tls = false } = {}) {
  const begin = async () => {
    const folder = persist ?? mkdtempSync(join(tmpdir(), "forecourt-"));
    const options = { ...settings(dist, folder, { ...VARS, ...vars }, requests), https: tls };
    return { folder, options, workerd: await launch(options, folder) };
  };
  // Once in hundreds of starts Miniflare misses the answer to one of its own synchronous calls and gives up.
  const begun = await begin().catch((error) => {
    if (persist || error.code !== "ERR_ASSERTION") throw error;
    return begin();
  });
  const { folder, options } = begun;
  let { workerd } = begun;
  const proxy = new (tls ? Tunnel : Proxy)(() => workerd.url);
  await proxy.open(port);
  const own = proxy.port;

  return {
    /** The address for pages: `localhost` is a secure context, so cookies and service workers work. */
    url: `${tls ? "https" : "http"}://localhost:${own}`,
    proxy,
    /** The database binding; new after every `revive`. */
    get db() { return workerd.db; },
    /** Miniflare itself, for what is not covered here: cron, other bindings. */
    get miniflare() { return workerd.miniflare; },
    /** Rows of a table, of one condition if given. */
    async count(table, where = "1", ...values) {
      return workerd.db.prepare(`select count(*) n from ${table} where ${where}`).bind(...values).first("n");
    },
    /** Runs the statements of a file, as the sample generator writes it. */
    seed: (file) => run(workerd.db, file),
    /** The network goes: open connections break, new ones are refused. */
    cut: () => proxy.close(),
    /** The network is back. */
    mend: () => proxy.open(own),
    /** The server dies at once, in the middle of whatever it does. The database stays. */
    async kill() {
      await Promise.all([proxy.close(), workerd.miniflare.dispose()]);
    },
    /** The server is started again on the same database and the same port. */
    async revive() {
      workerd = await launch(options, folder);
      await proxy.open(own);
    },
    /** Ends everything and deletes the database unless its folder was given. */
    async stop() {
      await Promise.all([proxy.close(), workerd.miniflare.dispose().catch(() => {})]);
      if (!persist) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A text value of `wrangler.toml`. */
export function configured(name) {
  const config = readFileSync(join(ROOT, "worker/wrangler.toml"), "utf8");
  return new RegExp(`^${name} = "([^"]+)"`, "m").exec(config)[1];
}

function settings(dist, folder, bindings, requests) {
  const { worker } = built();
  return {
    host: HOST, port: 0, cf: false, modules: true,
    compatibilityDate: configured("compatibility_date"),
    modulesRoot: worker, scriptPath: join(worker, "index.js"),
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }, { type: "ESModule", include: ["**/*.js"] }],
    d1Databases: ["DB"], d1Persist: join(folder, "d1"), bindings,
    durableObjects: { HUB: { className: "Hub", useSQLite: true } }, durableObjectsPersist: join(folder, "hubs"),
    ratelimits: {
      REQUESTS: { simple: { limit: requests, period: 60 } },
      ADDRESSES: { simple: { limit: requests * 5, period: 60 } },
    },
    assets: {
      directory: dist,
      routerConfig: { has_user_worker: true, static_routing: { user_worker: ["/api/*"] } },
      assetConfig: { not_found_handling: "single-page-application" },
    },
  };
}

async function launch(options, folder) {
  const miniflare = new Miniflare(options);
  const url = await miniflare.ready;
  try {
    const db = await miniflare.getD1Database("DB");
    await migrate(db, join(folder, "migrated"));
    return { miniflare, url, db };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** Runs the statements of a file, some to a transaction: a call carries a few megabytes at most. */
export async function run(db, file) {
  const all = statements(readFileSync(file, "utf8")).map((sql) => db.prepare(sql));
  for (let at = 0; at < all.length; at += 20) await db.batch(all.slice(at, at + 20));
}

async function migrate(db, record) {
  const done = existsSync(record) ? readFileSync(record, "utf8").split("\n") : [];
  const files = existsSync(MIGRATIONS) ? readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql")).sort() : [];
  for (const file of files.filter((name) => !done.includes(name))) {
    await run(db, join(MIGRATIONS, file));
    done.push(file);
  }
  writeFileSync(record, done.join("\n"));
}

/** Splits SQL at semicolons outside of strings and comments; bodies of triggers are not understood. */
export function statements(text) {
  const found = [];
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/'[^']*'|--[^\n]*|;/g)) {
    if (token !== ";") continue;
    found.push(text.slice(from, index));
    from = index + 1;
  }
  return found;
}

/** Passes HTTP and sockets on, except when told to lose or to watch something. */
class Proxy {
  #target;
  #server = null;
  #sockets = new Set();
  #faults = [];
  #watchers = [];
  #live = new Set();
  #deaf = false;
  /** Milliseconds that every request waits. */
  delay = 0;
  port = 0;

  constructor(target) {
    this.#target = target;
  }

  /**
   * Loses the next requests whose path begins with `path`.
   * `at`: "request" - it never arrives; "reply" - the server does it, the answer never arrives;
   * "half" - the answer breaks off in the middle.
   */
  lose(path, { at = "reply", times = 1 } = {}) {
    this.#faults.push({ path, at, times });
  }

  /** Resolves as soon as a request to `path` was passed on to the server. */
  arrival(path) {
    return new Promise((resolve) => this.#watchers.push({ path, resolve }));
  }

  async open(port) {
    if (this.#server) return;
    const server = http.createServer((request, response) => this.#pass(request, response));
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    await new Promise((resolve, reject) => server.once("error", reject).listen(port, HOST, resolve));
    this.#server = server;
    this.port = server.address().port;
  }

  async close() {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #fault(path) {
    const fault = this.#faults.find((one) => path.startsWith(one.path));
    if (fault && --fault.times === 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
    return fault?.at;
  }

  #forward(request) {
    const { hostname, port } = this.#target();
    // The host stays as the page sees it: the server compares it with the origin.
    return http.request({ hostname, port, method: request.method, path: request.url, headers: request.headers, agent: false });
  }

  async #pass(request, response) {
    if (this.delay) await new Promise((resolve) => setTimeout(resolve, this.delay));
    const fault = this.#fault(request.url);
    if (fault === "request") return request.socket.destroy();
    const onward = this.#forward(request);
    onward.on("error", () => response.destroy());
    onward.on("finish", () => {
      const now = this.#watchers.filter((watcher) => request.url.startsWith(watcher.path));
      this.#watchers = this.#watchers.filter((watcher) => !now.includes(watcher));
      for (const watcher of now) watcher.resolve();
    });
    onward.on("response", (answer) => {
      if (fault === "reply") return answer.resume().on("end", () => response.destroy());
      response.writeHead(answer.statusCode, answer.headers);
      if (fault === "half") return answer.once("data", (part) => response.write(part.subarray(0, part.length / 2), () => response.destroy()));
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    request.pipe(onward);
  }

  /** Breaks the live sockets and lets none through until it is called with `false`; requests pass as before. */
  deafen(deaf = true) {
    this.#deaf = deaf;
    if (deaf) for (const socket of this.#live) socket.destroy();
  }

  #upgrade(request, socket, head) {
    socket.on("error", () => {});
    if (this.#deaf) return socket.destroy();
    this.#live.add(socket);
    socket.on("close", () => this.#live.delete(socket));
    const onward = this.#forward(request).end();
    onward.on("response", (answer) => {
      socket.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nconnection: close\r\n\r\n`);
      answer.pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    onward.on("upgrade", (answer, peer, first) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      peer.write(head);
      socket.write(first);
      peer.pipe(socket).pipe(peer);
      for (const [one, other] of [[peer, socket], [socket, peer]]) one.on("close", () => other.destroy()).on("error", () => other.destroy());
    });
  }
}
