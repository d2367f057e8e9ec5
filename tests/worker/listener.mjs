// The socket of a device, as a test listens to it.

import { request } from "node:http";
import { WebSocket } from "undici";

const PATIENCE = 3_000;
/** Longer than a nudge takes on a busy machine. */
const SILENCE = 300;

const headersOf = (caller, more) => ({ origin: caller.server.url, ...(caller.cookie ? { cookie: caller.cookie } : {}), ...more });

export class Listener {
  #heard = [];
  #wake = () => {};

  constructor(socket) {
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.#heard.push(data);
      this.#wake();
    });
  }

  static async open(caller, path = "/live") {
    const { host } = new URL(caller.server.url);
    const socket = new WebSocket(`ws://${host}/api/v1${path}`, { headers: headersOf(caller) });
    const listener = new Listener(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error("the socket did not open")));
    });
    return listener;
  }

  /** The next message as it came. */
  async nextText() {
    const late = AbortSignal.timeout(PATIENCE);
    while (this.#heard.length === 0) {
      await new Promise((resolve, reject) => {
        this.#wake = resolve;
        late.addEventListener("abort", () => reject(new Error("nothing was said")));
      });
    }
    return this.#heard.shift();
  }

  next = async () => JSON.parse(await this.nextText());

  /** Everything that is said until it is quiet. */
  async rest() {
    await new Promise((resolve) => setTimeout(resolve, SILENCE));
    return this.#heard.splice(0).map((text) => JSON.parse(text));
  }

  /** Resolves when the server said good-bye. It leaves the line open for ten seconds more, for which nobody waits. */
  async ended() {
    for (const late = AbortSignal.timeout(PATIENCE); this.socket.readyState === WebSocket.OPEN; ) {
      late.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  say = (text) => this.socket.send(text);
  close = () => this.socket.close();
}

/** The status with which a socket is refused; 101 when it is not. */
export const refusedWith = async (caller, headers) => (await askForSocket(caller, headers)).statusCode;

/** Asks for a socket, hangs up, and answers what the Worker said. */
export async function askForSocket(caller, headers = {}) {
  const { hostname, port } = new URL(caller.server.url);
  const given = headersOf(caller, {
    connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==", ...headers,
  });
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path: "/api/v1/live", headers: given }).on("error", reject);
    call.on("response", (answer) => resolve(answer.resume()));
    call.on("upgrade", (answer, socket) => resolve(socket.destroy() && answer));
    call.end();
  });
}
