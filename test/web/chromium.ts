import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

/** Debian's chromium, or the one CHROMIUM names. */
export const chromiumFile = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Tests with a browser. Where there is none they are left out, and say so in their name. */
export const describeInBrowser: (name: string, tests: () => void) => void = existsSync(chromiumFile)
  ? (name, tests) => {
      describe(name, tests);
    }
  : (name, tests) => {
      describe.skip(`${name} (left out: there is no chromium at ${chromiumFile})`, tests);
    };

export interface BrowserHere {
  readonly context: BrowserContext;
  /** A browser of somebody else: nothing is shared with the first but the program. */
  readonly another: (options?: { readonly javaScriptEnabled?: boolean }) => Promise<BrowserContext>;
  readonly close: () => Promise<void>;
}

export const laptop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

export async function openBrowser(): Promise<BrowserHere> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-chromium-'));
  const first = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumFile,
    headless: true,
    args,
    viewport: laptop,
    locale: 'en-GB',
    timezoneId: 'America/New_York',
  });
  const browser = first.browser();
  return {
    context: first,
    another: async ({ javaScriptEnabled = true } = {}) => {
      if (browser === null) throw new Error('The browser is gone.');
      return browser.newContext({ viewport: laptop, locale: 'en-GB', javaScriptEnabled });
    },
    close: async () => {
      await first.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
