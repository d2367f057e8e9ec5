// A WebDriver for the runner of wasm tests, which asks for four things only: a session, an address, a script, an end.
// The browser behind it stays for all its sessions, so that only the first one waits for a start.

import { createServer } from 'node:http';

const SESSION = 'one';

/** Opens a desk for a browser that runs. Resolves to its address and the way to close it. */
export async function openDesk(engine, browser) {
  const acts = {
    'POST /session': async () => ({ sessionId: SESSION, capabilities: { browserName: engine.name } }),
    [`GET /session/${SESSION}`]: async () => ({ browserName: engine.name }),
    [`POST /session/${SESSION}/url`]: ({ url }) => browser.send('Navigate', { url }),
    [`POST /session/${SESSION}/execute/sync`]: ({ script, args }) => browser.send('ExecuteScript', { script, args }),
    // The next session shows another address; the page before it stops then.
    [`DELETE /session/${SESSION}/window`]: () => browser.send('Navigate', { url: 'about:blank' }).then(() => []),
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const answer = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value }));
    try {
      const act = acts[`${request.method} ${request.url}`];
      if (!act) return answer(404, { error: 'unknown command', message: `${request.method} ${request.url}` });
      answer(200, (await act(body ? JSON.parse(body) : {})) ?? null);
    } catch (error) {
      answer(500, { error: 'unknown error', message: String(error) });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
