// node tests/support/serve.mjs PORT [CONTROL_PORT] [SQL_FILE]
//
// The test server for Playwright and for trying things by hand. The control port takes
// POST /cut, /mend, /kill, /revive, /lose {path, at, times}, /delay {ms} and /sql {sql, values},
// which answers with the rows.

import http from "node:http";
import { start } from "./server.mjs";

const port = Number(process.argv[2] ?? 8795);
const control = Number(process.argv[3] ?? port + 1);
const server = await start({ port });
if (process.argv[4]) await server.seed(process.argv[4]);

const ACTS = {
  "/cut": () => server.cut(),
  "/mend": () => server.mend(),
  "/kill": () => server.kill(),
  "/revive": () => server.revive(),
  "/lose": ({ path, ...how }) => server.proxy.lose(path, how),
  "/delay": ({ ms }) => { server.proxy.delay = ms; },
  "/sql": async ({ sql, values = [] }) => (await server.db.prepare(sql).bind(...values).all()).results,
};

const desk = http.createServer(async (request, response) => {
  try {
    let body = "";
    for await (const part of request) body += part;
    const act = ACTS[request.url];
    if (!act) throw new Error(`no such act: ${request.url}`);
    const result = await act(body ? JSON.parse(body) : {});
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result ?? null));
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
desk.listen(control, "127.0.0.1");

async function stop() {
  desk.close();
  await server.stop();
  process.exit(0);
}
process.on("SIGTERM", stop).on("SIGINT", stop);
console.log(`${server.url}, control on ${control}`);
