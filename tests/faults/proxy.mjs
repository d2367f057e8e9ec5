// A network that repeats, delays, swaps, cuts and loses.

import http from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const HOST = "127.0.0.1";

/** Chance of each fault in a hundred requests. */
const FAULTS = { lost: 5, short: 5, twice: 10, late: 12, again: 8, cut: 10, silent: 5 };
/** What is done to: everything that devices sync by. */
const MEANT = /\/(push|pull)$/;

export class Chaos {
  /** How often each fault happened. */
  counts = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));
  requests = 0;
  #later = [];
  #target;
  #server;

  constructor(target) {
    this.#target = new URL(target);
  }

  async open() {
    this.#server = http.createServer((request, response) => this.#pass(request, response).catch(() => response.destroy()));
    await new Promise((resolve) => this.#server.listen(0, HOST, resolve));
    this.url = `http://localhost:${this.#server.address().port}`;
  }

  /** Resolves when what was held back has arrived too. */
  async close() {
    await Promise.all(this.#later);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #draw() {
    let place = Math.random() * 100;
    for (const [name, chance] of Object.entries(FAULTS)) {
      if ((place -= chance) < 0) return name;
    }
    return null;
  }

  async #pass(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const send = () => this.#send(request, body);
    this.requests += 1;
    const fault = MEANT.test(request.url) ? this.#draw() : null;
    if (fault) this.counts[fault] += 1;
    if (fault === "lost") return response.destroy();
    if (fault === "short") {
      // The way breaks in the middle of what is sent: the server has the beginning of it, and the device no answer.
      await this.#send(request, body.subarray(0, Math.random() * body.length)).catch(() => {});
      return response.destroy();
    }
    // Whoever comes in between is first.
    if (fault === "late") await wait(Math.random() * 400);
    const [answer] = await Promise.all(fault === "twice" ? [send(), send()] : [send()]);
    if (fault === "again") this.#later.push(wait(200 + Math.random() * 3_000).then(send).catch(() => {}));
    if (fault === "silent") return response.destroy();
    response.writeHead(answer.status, answer.headers);
    if (fault === "cut") return response.write(answer.body.subarray(0, Math.random() * answer.body.length), () => response.destroy());
    response.end(answer.body);
  }

  #send({ method, url, headers }, body) {
    const { hostname, port } = this.#target;
    return new Promise((resolve, reject) => {
      const own = { ...headers, "content-length": String(body.length) };
      const onward = http.request({ hostname, port, method, path: url, headers: own, agent: false }, async (answer) => {
        const parts = [];
        try {
          for await (const part of answer) parts.push(part);
        } catch (error) {
          return reject(error);
        }
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) });
      });
      onward.on("error", reject);
      onward.end(body);
    });
  }
}
