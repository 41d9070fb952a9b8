import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import type { BrowserContext, Page } from 'playwright-core';
import { Populations } from '#measures';
import { issueDevelopmentToken, recordHere, serveApp, type Identity } from '#http';
import { eventually, startEmbeddedNode, startProcess } from '#testing';
import { nationalRules } from '#timescales';
import { PartsReport } from '../../apps/all/src/parts-report.ts';
import { ServicesModule, servicesOf } from '../../apps/all/src/services.module.ts';
import { rowsHere } from '../../apps/deadlines/src/rows-here.ts';
import { shippedComparators } from '../../apps/performance/src/comparators/shipped.ts';
import { readModelHere } from '../../apps/performance/src/read-model-here.ts';
import { WebSettings } from '../../apps/web/src/config.ts';
import { WEB, type Web } from '../../apps/web/src/web.ts';
import { openBrowser, phone, type BrowserHere } from './chromium.ts';

/** All of Waymark with its pages, and a browser: node and worker in processes of their own, the services in this one. */
export interface Pages {
  readonly url: string;
  readonly browser: BrowserHere;
  /** The instant it is for the services; a test moves it on. */
  readonly clock: { now: number };
  /** Signs somebody in and answers a page of theirs. Whoever is not named is caseworker u1 of 855. */
  readonly as: (who?: Partial<Identity>, context?: BrowserContext) => Promise<Page>;
  /** Opens an address of Waymark. */
  readonly open: (page: Page, address: string) => Promise<void>;
  /** Records facts of a child by posting them, as a manager of 855 who is a chair too. */
  readonly record: (child: string, facts: readonly object[], authority?: string) => Promise<void>;
  /** Resolves once the rows that lists and figures are read from hold all that was recorded. */
  readonly settled: () => Promise<void>;
  /** What axe finds wrong with a page as it stands, by rule and place. None is right. */
  readonly axe: (page: Page) => Promise<readonly string[]>;
  /** What html-validate finds wrong with the page at an address, as it came from the server. None is right. */
  readonly validHtml: (page: Page, address?: string) => Promise<readonly string[]>;
  /** The same of a page that answered a post, as it came. */
  readonly validText: (text: string) => Promise<readonly string[]>;
  /** What any page loaded since then tried against the policy, and what failed in its scripts. None is right. */
  readonly cspViolations: () => readonly string[];
  /** Takes docs/screens/NAME-laptop.png, -phone.png and -print.png where SCREENS=1 asks for it; else only lays them out. */
  readonly screenshot: (page: Page, name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The morning of 15 June 2026, a Monday, in summer time. */
export const morning = Date.parse('2026-06-15T08:00:00Z');

export async function startPages(settings: Partial<WebSettings> = {}): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-pages-'));
  const clock = { now: morning };
  const now = (): number => clock.now;
  const node = await startEmbeddedNode();
  const readModel = join(folder, 'readmodel.db');
  const worker = await startProcess('apps/performance/src/worker.js', {
    EVENTSTORE_URL: node.url,
    READMODEL_URL: readModel,
    WAYMARK_DATA: folder,
  });
  const recording = recordHere({
    eventstoreUrl: node.url,
    keysUrl: join(folder, 'keys.db'),
    masterKeyFile: join(folder, 'master.key'),
    createMasterKey: true,
    now,
  });
  const rows = readModelHere(readModel, nationalRules, new Populations(), shippedComparators);
  const deadlines = rowsHere(readModel, nationalRules);
  const web = Object.assign(new WebSettings(), { WAYMARK_DATA: folder }, settings);
  const anchors = {
    keyFile: join(folder, 'anchor.key'),
    createKey: true,
    folder: join(folder, 'anchors'),
    everyMinutes: 0,
  };
  const served = await serveApp({
    module: ServicesModule.of(new PartsReport(), servicesOf(anchors, web)),
    name: 'pages',
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    signsIn: true,
    providers: [...recording.providers, ...rows.providers, ...deadlines.providers],
    checks: [...recording.checks, ...rows.checks, ...deadlines.checks],
    now,
    logLevel: process.env['PAGES_LOG'] ?? 'silent',
  });
  const browser = await openBrowser();
  const violations: string[] = [];
  watch(browser.context, violations);
  let last = -1;

  const post = async (address: string, body: object, authority: string): Promise<{ readonly position: number }> => {
    const token = await issueDevelopmentToken({
      user: 'm1',
      roles: ['manager', 'chair'],
      authority,
      dataFolder: folder,
      now: now(),
    });
    const response = await fetch(`${served.url}${address}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (response.status !== 201) throw new Error(`Recording answered ${String(response.status)}: ${answer}`);
    return JSON.parse(answer) as { readonly position: number };
  };

  const pages: Pages = {
    url: served.url,
    browser,
    clock,
    as: async (who = {}, context = browser.context) => {
      if (context !== browser.context) watch(context, violations);
      const { user = 'u1', authority = '855', worker, team, name, role = 'caseworker', roles = [role] } = who;
      const more = { ...(worker && { worker }), ...(team && { team }), ...(name && { name }) };
      const person: Identity = { user, role: roles[0] ?? role, roles, authority, ...more };
      const access = await issueDevelopmentToken({ ...person, dataFolder: folder, now: now() });
      const value = served.app.get<Web>(WEB, { strict: false }).sessions.begin(person, { access });
      await context.addCookies([{ name: 'waymark-session', value, url: served.url, httpOnly: true, sameSite: 'Lax' }]);
      const page = await context.newPage();
      await page.goto(served.url);
      return page;
    },
    open: async (page, address) => {
      await page.goto(`${served.url}${address}`);
    },
    record: async (child, facts, authority = '855') => {
      const { position } = await post(`/authorities/${authority}/children/${child}/facts`, { facts }, authority);
      last = Math.max(last, position);
    },
    settled: async () => {
      await eventually(
        async () =>
          (await fetch(`${served.url}/authorities/855/deadlines?limit=1`)).json() as Promise<{
            position: number | null;
          }>,
        ({ position }) => last < 0 || (position ?? -1) >= last,
      );
    },
    axe: async (page) => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    },
    validHtml: async (page, address = new URL(page.url()).pathname + new URL(page.url()).search) => {
      const response = await page
        .context()
        .request.get(`${served.url}${address}`, { headers: { accept: 'text/html' } });
      return faultsIn(await response.text());
    },
    validText: faultsIn,
    cspViolations: () => violations,
    screenshot,
    close: async () => {
      await browser.close();
      await served.stop();
      await rows.close();
      await deadlines.close();
      await recording.close();
      await worker.stop();
      await node.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return pages;
}

async function faultsIn(text: string): Promise<readonly string[]> {
  const report = await html.validateString(text);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${ruleId} at line ${String(line)}: ${message}`),
  );
}

/** Chromium says on its console what the policy refused; scripts that throw are told beside it. */
function watch(context: BrowserContext, violations: string[]): void {
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  context.on('weberror', (error) => violations.push(error.error().message));
}

async function screenshot(page: Page, name: string): Promise<void> {
  const isKept = process.env['SCREENS'] === '1';
  const folder = resolve('docs/screens');
  if (isKept) mkdirSync(folder, { recursive: true });
  // As much as is seen at once: whole pages are large files that nobody looks at.
  const take = async (as: string): Promise<void> => {
    if (isKept) await page.screenshot({ path: join(folder, `${name}-${as}.png`) });
  };
  const size = page.viewportSize();
  await take('laptop');
  await page.setViewportSize(phone);
  await take('phone');
  // A4 at 96 dots an inch, less margins.
  await page.setViewportSize({ width: 720, height: 1010 });
  await page.emulateMedia({ media: 'print' });
  await take('print');
  await page.emulateMedia({ media: 'screen' });
  if (size !== null) await page.setViewportSize(size);
}

/** The standard's rules and its accessibility; how a template is spaced and ordered is nobody's reading. */
const html = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: { 'long-title': 'off', 'require-sri': 'off', 'no-inline-style': 'error' },
});
