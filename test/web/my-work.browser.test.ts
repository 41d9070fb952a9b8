import type { Page } from 'playwright-core';
import { describeInBrowser } from './chromium.ts';
import { morning, startPages, type Pages } from './pages.fixture.ts';

describeInBrowser('my work', () => {
  let pages: Pages;
  let page: Page;

  const referred = (on: string, worker: string, team = 'North') => [
    { type: 'ChildRegistered', data: { on, dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' } },
    { type: 'ReferralReceived', data: { on, source: '2A', primaryNeed: 'N1' } },
    { type: 'WorkerAllocated', data: { on, worker, team } },
  ];

  beforeAll(async () => {
    pages = await startPages();
    // On Monday 15 June 2026: referred on the Thursday before, its decision was due on Friday.
    await pages.record('LATE1', referred('2026-06-11', 'u1'));
    // Referred on Friday, due today.
    await pages.record('TODAY1', referred('2026-06-12', 'u1'));
    await pages.record('OTHER1', referred('2026-06-10', 'u2'));
    await pages.record('SOUTH1', referred('2026-06-10', 'u3', 'South'));
    await pages.record('QUIET1', [
      ...referred('2026-01-05', 'u1'),
      { type: 'ReferralDecided', data: { on: '2026-01-06', decision: 'assess' } },
    ]);
    await pages.settled();
    page = await pages.as({ user: 'u1', team: 'North' });
  }, 90_000);

  afterAll(() => pages.close());

  const rows = async (): Promise<readonly string[]> => {
    const texts = await page.locator('table').first().locator('tbody tr').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' '));
  };

  const right = async (): Promise<void> => {
    expect(await pages.axe(page)).toEqual([]);
    expect(await pages.validHtml(page)).toEqual([]);
  };

  it('tells what is overdue by how many working days, and what is due today', async () => {
    await pages.open(page, '/my-work');
    const all = await rows();
    expect(all.find((row) => row.startsWith('LATE1') && row.includes('Overdue'))).toMatch(
      /12 June 2026 1 working day gone/,
    );
    expect(all.find((row) => row.startsWith('TODAY1') && row.includes('Due soon'))).toMatch(/15 June 2026 due today/);
    expect(all.some((row) => /^(OTHER1|SOUTH1)/.test(row))).toBe(false);
    await right();
  });

  it('links the child, why a day is the due day, and what meets it', async () => {
    const row = page.locator('tr[data-child=LATE1]').first();
    const links = await Promise.all((await row.getByRole('link').all()).map((link) => link.getAttribute('href')));
    expect(links).toEqual([
      '/cases/855/LATE1',
      '/cases/855/LATE1/clocks/decision?startedOn=2026-06-11',
      '/cases/855/LATE1/record/referral-decided',
    ]);
  });

  it('shows the team, and who has each case', async () => {
    await page.getByRole('link', { name: 'My team (North)' }).click();
    const all = await rows();
    expect(all.some((row) => row.startsWith('OTHER1') && row.endsWith('u2, North'))).toBe(true);
    expect(all.some((row) => row.startsWith('SOUTH1'))).toBe(false);
    await right();
  });

  it('begins with the team for a manager', async () => {
    const manager = await pages.as({ user: 'm1', role: 'manager', team: 'South' }, await pages.browser.another());
    await pages.open(manager, '/my-work');
    expect(await manager.locator('[aria-current=page]').allInnerTexts()).toContain('My team (South)');
    expect(await manager.locator('tr[data-child=SOUTH1]').count()).toBeGreaterThan(0);
  });

  it('tells which cases have gone quiet, and since when', async () => {
    await pages.open(page, '/my-work');
    const quiet = page.getByRole('region', { name: 'Cases that have gone quiet' });
    expect(await quiet.innerText()).toMatch(/QUIET1/);
  });

  it('narrows by standing and says so where nothing is left', async () => {
    await page.getByLabel('Standing').selectOption('Overdue');
    await page.getByRole('button', { name: 'Show' }).click();
    expect((await rows()).every((row) => row.includes('Overdue'))).toBe(true);
    await pages.open(page, '/my-work?state=due-soon&clock=police-protection');
    expect(await page.getByText('Nothing that you chose to see falls due').count()).toBe(1);
    await right();
  });

  it('says that nothing falls due to somebody without cases', async () => {
    const idle = await pages.as({ user: 'u9' }, await pages.browser.another());
    await pages.open(idle, '/my-work');
    expect(await idle.getByText('Nothing falls due for children allocated to you').count()).toBe(1);
    expect(await pages.axe(idle)).toEqual([]);
  });

  it('works without JavaScript, and offers nothing there that needs it', async () => {
    const plain = await pages.as({ user: 'u1' }, await pages.browser.another({ javaScriptEnabled: false }));
    await pages.open(plain, '/my-work?state=overdue');
    expect(await plain.locator('tr[data-child=LATE1]').count()).toBe(1);
    expect(await plain.getByRole('button', { name: 'Tell me' }).isVisible()).toBe(false);
  });

  it('tells its reader, who asked for it, that a deadline on the page changed, and not of other children', async () => {
    await pages.open(page, '/my-work');
    const opened = page.waitForResponse((response) => response.url().endsWith('/my-work/changes'));
    await page.getByRole('button', { name: 'Tell me when something here changes' }).click();
    await opened;
    pages.clock.now = morning + 60_000;
    await pages.record('SOUTH1', [
      { type: 'ReferralDecided', data: { on: '2026-06-15', decision: 'no-further-action', lateReason: 'x' } },
    ]);
    await pages.record('TODAY1', [
      { type: 'ReferralDecided', data: { on: '2026-06-15', decision: 'no-further-action' } },
    ]);
    await page.getByText('Deadlines of a child on this page have changed.').waitFor();
    await page.getByRole('link', { name: 'Show the page as it is now' }).click();
    expect(await page.locator('tr[data-child=TODAY1]').count()).toBe(0);
  });

  it('breaks no policy', () => {
    expect(pages.cspViolations()).toEqual([]);
  });
});
