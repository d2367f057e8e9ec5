// A Chromium with a profile that outlives its process, so that a cold start is a cold start.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Runs `use(open)`; every `open()` is a new browser process on the same profile. Pages start from `baseURL`. */
export async function withProfile(baseURL, use) {
  const folder = mkdtempSync(join(tmpdir(), 'forecourt-bench-'));
  const open = () =>
    chromium.launchPersistentContext(folder, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      baseURL,
      args: ARGUMENTS,
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    });
  try {
    return await use(open);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A page whose processor is slowed `slow` times. */
export async function pageOf(context, slow) {
  const page = await context.newPage();
  if (slow > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slow });
  return page;
}
