// Programs that tests start: quiet, found again by what they said, and ended with all their children.

import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 30_000;

/** Starts a program in a group of its own. */
export function launch(program, args, env = {}) {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { said += bytes; });
  const ended = new Promise((resolve) => child.once('error', (error) => resolve(void (said += error))).once('exit', resolve));
  const kill = (signal) => {
    try { process.kill(-child.pid, signal); } catch { /* It ended by itself. */ }
  };
  // A test that breaks off leaves nothing behind.
  const last = () => kill('SIGKILL');
  process.once('exit', last);
  return {
    /** Everything that it wrote so far. */
    said: () => said,
    async end() {
      if (child.pid) kill('SIGTERM');
      await Promise.race([ended, sleep(3_000)]);
      if (child.pid) kill('SIGKILL');
      process.off('exit', last);
    },
  };
}

/** The first answer of `ask` that is not false, null or undefined. */
export async function until(ask, complaint, patience = PATIENCE) {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(typeof complaint === 'function' ? await complaint() : complaint);
    await sleep(50);
  }
}
