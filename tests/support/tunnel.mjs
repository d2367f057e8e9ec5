// Passes bytes on without looking at them, for connections that are encrypted up to the server.

import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

export class Tunnel {
  #target;
  #server = null;
  #sockets = new Set();
  port = 0;

  /** @param target gives the address to pass on to, asked anew for every connection */
  constructor(target) {
    this.#target = target;
  }

  async open(port) {
    if (this.#server) return;
    const server = createServer((socket) => {
      const onward = connect(this.#target().port, HOST);
      for (const [one, other] of [[socket, onward], [onward, socket]]) {
        this.#sockets.add(one);
        one.on("error", () => {}).on("close", () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
      socket.pipe(onward).pipe(socket);
    });
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
}
