import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { issueDevelopmentToken, type Identity } from '#http';
import { Sessions } from '../apps/web/src/session/sessions.ts';

/** A page as it is shown in docs/screens, and who opened it. */
interface Picture {
  readonly name: string;
  readonly address: string;
  readonly person: Identity;
}

const isla: Identity = {
  user: 'isla-caseworker',
  name: 'Isla Ives',
  role: 'caseworker',
  roles: ['caseworker'],
  authority: '856',
  worker: 'W1',
  team: 'City Locality',
};
const farid: Identity = {
  user: 'farid-analyst',
  name: 'Farid Fell',
  role: 'analyst',
  roles: ['analyst'],
  authority: '855',
};

const pictures: readonly Picture[] = [
  { name: 'my-work', address: '/my-work', person: isla },
  { name: 'child-overview', address: '/cases/856/D0009', person: isla },
  { name: 'child-diagram', address: '/cases/856/D0009/diagram', person: isla },
  { name: 'performance', address: '/performance?quarter=2018-Q1', person: farid },
  { name: 'measure', address: '/performance/measures/repeat-plans?from=2018-04-01&to=2018-06-30', person: farid },
];

/**
 * Takes the pictures of docs/screens that show the demonstration, from a Waymark that runs with it on this machine:
 * `node dist/tools/screens.js --url http://127.0.0.1:3000 --data .waymark`. The browser tests take the others.
 */
async function takeAll(): Promise<void> {
  const { values } = parseArgs({ options: { url: { type: 'string' }, data: { type: 'string' } } });
  const { url = 'http://127.0.0.1:3000', data = '.waymark' } = values;
  const folder = path.resolve('docs/screens');
  mkdirSync(folder, { recursive: true });
  const lasting = { idle: 3_600_000, most: 3_600_000 };
  const sessions = new Sessions(path.join(data, 'sessions.db'), lasting, Date.now);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  for (const { name, address, person } of pictures) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    const access = await issueDevelopmentToken({ ...person, dataFolder: data, now: Date.now() });
    const value = sessions.begin(person, { access });
    await context.addCookies([{ name: 'waymark-session', value, url, httpOnly: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    await page.goto(`${url}${address}`);
    await take(page, path.join(folder, name));
    sessions.end(value);
    await context.close();
  }
  sessions.close();
  await browser.close();
}

/** As a laptop shows it, as a phone does, and as it is printed on A4 at 96 dots an inch, less margins. */
async function take(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: `${file}-laptop.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${file}-phone.png` });
  await page.setViewportSize({ width: 720, height: 1010 });
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: `${file}-print.png` });
}

await takeAll();
