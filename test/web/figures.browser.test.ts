import type { Page } from 'playwright-core';
import { press } from './child-forms.ts';
import { describeInBrowser } from './chromium.ts';
import { startPages, type Pages } from './pages.fixture.ts';

const day = 24 * 3_600_000;
/** Asked in the page: whether it scrolls sideways. */
const wider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
const quarter = 'from=2026-01-01&to=2026-03-31';

describeInBrowser('figures and audits', () => {
  let pages: Pages;
  let page: Page;

  const registered = {
    type: 'ChildRegistered',
    data: { on: '2025-06-02', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' },
  };
  const referred = (on: string): object => ({
    type: 'ReferralReceived',
    data: { on, source: '2A', primaryNeed: 'N1' },
  });
  const closed = (on: string): object => ({ type: 'ReferralDecided', data: { on, decision: 'no-further-action' } });

  beforeAll(async () => {
    pages = await startPages();
    await pages.record('RR1', [registered, referred('2025-06-02'), closed('2025-06-03'), referred('2026-02-10')]);
    await pages.record('RR2', [registered, referred('2026-02-12')]);
    await pages.settled();
    page = await pages.as({ user: 'm1', role: 'manager' });
  }, 120_000);

  afterAll(() => pages.close(), 60_000);

  /** Nothing is wrong with the page as it stands: for axe, as HTML, or where the window is as narrow as at 400 % zoom. */
  const right = async (of: Page = page, posted?: string): Promise<void> => {
    expect([of.url(), await pages.axe(of)]).toEqual([of.url(), []]);
    const faults = posted === undefined ? await pages.validHtml(of) : await pages.validText(posted);
    expect([of.url(), faults]).toEqual([of.url(), []]);
    const size = of.viewportSize();
    await of.setViewportSize({ width: 320, height: 640 });
    const isWider = await of.evaluate<boolean>(wider);
    expect([of.url(), isWider]).toEqual([of.url(), false]);
    if (size !== null) await of.setViewportSize(size);
  };

  const text = async (of: Page = page): Promise<string> => (await of.locator('main').innerText()).replace(/\s+/g, ' ');

  it('opens a percentage onto its children, and a child onto the fact', async () => {
    await pages.open(page, '/performance');
    expect(await page.title()).toContain('Quarter 4 2025/26');
    const row = page.locator('#measure-re-referrals');
    expect(await row.innerText()).toMatch(/50\.0% \(1\)/);
    await right();
    await row.getByRole('link', { name: /^Re-referrals/ }).click();
    expect(await text()).toMatch(/50\.0% 1 of 2/);
    await right();
    await page.getByRole('link', { name: 'Children counted' }).click();
    expect(await text()).toMatch(/RR1.*Received on: 10 February 2026.*Previous on: 2 June 2025/);
    await right();
    await page.getByRole('link', { name: /^Fact 1 of/ }).click();
    expect(new URL(page.url()).pathname).toBe('/audit/855/RR1');
    expect(await text()).toMatch(/Step \d of 4: Referral received/);
  }, 90_000);

  it('prints the dashboard on A4 landscape', async () => {
    await pages.open(page, '/performance?quarter=2025-Q4');
    // A screenshot before may have left it looking as on a screen.
    await page.emulateMedia({ media: null });
    const printed = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const [, width, height] = /\/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/.exec(printed) ?? [];
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([842, 595]);
    expect(Number(/\/Count ([0-9]+)/.exec(printed)?.[1])).toBeLessThanOrEqual(2);
  }, 60_000);

  it('keeps an agreed rating with who gave it and why, and asks for what is missing', async () => {
    await pages.open(page, '/performance?quarter=2025-Q4');
    await page.locator('#measure-re-referrals').getByRole('link', { name: 'Agree a rating' }).click();
    const asked = await press(page, 'Agree this rating');
    expect(await page.locator('.govuk-error-summary').innerText()).toMatch(/Select a rating\s+Enter why/);
    await right(page, await asked.text());
    await page.getByLabel('Amber').check();
    await page.getByLabel('Why').fill('One of two: too few to judge by.');
    await page.getByRole('button', { name: 'Agree this rating' }).click();
    const row = await page.locator('#measure-re-referrals').innerText();
    expect(row).toMatch(/Amber\s+Agreed by m1, 15 June 2026 at 9:00am: One of two: too few to judge by\./);
  }, 60_000);

  it('publishes a figure, and names what moved it once a fact behind it is corrected', async () => {
    const live = await pages.as({ user: 'm1', role: 'manager' });
    await pages.open(live, `/performance/measures/re-referrals?${quarter}`);
    await pages.open(page, `/performance/measures/re-referrals?${quarter}`);
    await page.getByRole('link', { name: 'Publish this figure' }).click();
    await page.getByLabel('What is it published for?').fill('Report to the board.');
    await right();
    const check = await press(page, 'Continue');
    expect(await text()).toMatch(/50\.0%: 1 of 2.*Published for Report to the board\./);
    await right(page, await check.text());
    await page.getByRole('button', { name: 'Publish this figure' }).click();
    const receipt = page.url();
    expect(await text()).toMatch(/50\.0% 1 of 2 Same .*the same rows make the same figure/);
    await right();

    pages.clock.now += day;
    const journey = (await (await fetch(`${pages.url}/authorities/855/children/RR1/journey`)).json()) as {
      readonly facts: readonly { readonly id: string; readonly on: string }[];
    };
    const fact = journey.facts.find(({ on }) => on === '2026-02-10')!.id;
    const { data } = referred('2026-04-10') as { readonly data: object };
    await pages.record('RR1', [{ type: 'FactCorrected', data: { fact, data } }]);
    await pages.settled();
    await live.getByText('The figure has moved since this page was made').waitFor();
    await live.close();
    // A day later everybody signs in again.
    page = await pages.as({ user: 'm1', role: 'manager' });

    await page.goto(receipt);
    expect(await text()).toMatch(
      /Moved by facts recorded since.*As published 50\.0% 1 of 2.*as known now 0\.0% 0 of 1/,
    );
    await right();
    await pages.screenshot(page, 'receipt');
    await page.getByRole('link', { name: 'What moved it, child by child' }).click();
    expect(await text()).toMatch(
      /RR1 Counted Not in the figure ReferralReceived of 2026-02-10 was corrected to 2026-04-10/,
    );
    await right();
    await pages.open(page, '/performance/receipts');
    expect(await text()).toMatch(/Re-referrals.*50\.0% \(1\).*Report to the board\./);
    await right();
  }, 120_000);

  it('sets two moments of a figure side by side, with the child who differs', async () => {
    await pages.open(page, `/performance/measures/re-referrals/comparison?${quarter}`);
    await right();
    for (const [part, value] of [
      ['Day', '15'],
      ['Month', '6'],
      ['Year', '2026'],
    ] as const)
      await page.getByLabel(part, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(await text()).toMatch(/Figure 0\.0% 50\.0%.*Children who differ.*RR1 Not in the figure Counted/);
    await right();
  }, 60_000);

  it('goes through a journey again at two moments, and by a slider moved with the keyboard', async () => {
    await pages.open(page, '/audit');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('Enter a child id');
    await right();
    await page.getByLabel('Child id').fill('RR1');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(await text()).toMatch(/Step 4 of 4: Referral received Corrected/);
    await right();
    await pages.screenshot(page, 'audit');
    const slider = page.getByLabel('Step, of 4').and(page.locator('[type=range]'));
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/step=3/);
    expect(await text()).toMatch(
      /Step 3 of 4: Referral decided.*Deadlines it changed Decide the type of response.*Met in time/,
    );
    expect(await page.evaluate('document.activeElement.id')).toBe('step-slider');
    await pages.open(page, '/audit/855/RR1?order=recorded');
    expect(await text()).toContain('Step 5 of 5: Record corrected');
    await right();
    await page.getByRole('link', { name: 'Two moments' }).click();
    await right();
    for (const [part, value] of [
      ['day', '15'],
      ['month', '6'],
      ['year', '2026'],
    ] as const)
      await page.locator(`#from-known-${part}`).fill(value);
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(await text()).toMatch(
      /Corrected between: Referral received\..*first said to be of 10 February 2026, then of 10 April 2026/,
    );
    await right();
  }, 120_000);

  it('says in plain words whether the record was changed, who looked, and gives it out for a reason', async () => {
    await pages.open(page, '/audit/855/RR1/verification');
    expect(await text()).toMatch(/It holds No change was found\. 5 facts stand as recorded\..*What it does not prove/);
    await right();
    await pages.open(page, '/audit/855/RR1/accesses');
    expect(await text()).toMatch(/m1, manager Whether the record was changed no reason given/);
    await right();
    await pages.open(page, '/audit/855/RR1/bundle');
    await right();
    await page.getByRole('button', { name: 'Download the record' }).click();
    expect(await page.locator('.govuk-error-summary').innerText()).toMatch(/Enter who the record is for\s+Enter why/);
    await right();
    await page.getByLabel('Who is it for?').fill('The family court');
    await page.getByLabel('Why is it given out?').fill('order 2026-7');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the record' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('waymark-855-RR1.zip');
    await pages.open(page, '/audit/855/RR1/accesses');
    expect(await text()).toContain('The record, given out order 2026-7');
  }, 120_000);

  it.each([
    ['nothing to count', '/performance/measures/re-referrals?from=2010-04-01&to=2010-06-30', 'no cases'],
    [
      'nobody in a part',
      '/performance/measures/re-referrals/rows?from=2010-04-01&to=2010-06-30',
      'Nobody is in this part',
    ],
    ['small numbers hidden', '/performance?quarter=2025-Q4&for=publication', 'hidden'],
    [
      'days that cannot be published',
      `/performance/measures/referrals?from=2026-01-02&to=2026-03-31&for=publication`,
      'There is a problem',
    ],
    ['a rate of an unknown population', '/performance/measures/referrals?from=2026-01-01&to=2026-03-31', 'population'],
    ['a breakdown', `/performance/measures/re-referrals?${quarter}&group=sex`, 'Female 0.0% (0)'],
    [
      'a date that is none',
      '/performance/measures/referrals?from-day=31&from-month=2&from-year=2026',
      'must be a real date',
    ],
    ['a measure there is not', '/performance/measures/none', 'Page not found'],
    ['a receipt there is not', '/performance/receipts/none', 'Page not found'],
    ['a child nobody knows', '/audit/855/NOBODY', 'Page not found'],
    ['a moment before anything', '/audit/855/RR1?happenedBy=2000-01-01', 'Nothing was known of this child'],
    ['every measure', '/performance/measures', 'Re-referrals'],
  ])(
    'is right where there is %s',
    async (_, address, says) => {
      await pages.open(page, address);
      expect(await text()).toContain(says);
      await right();
    },
    60_000,
  );

  it('shows an analyst figures and ids, and no way into a record', async () => {
    const analyst = await pages.as({ user: 'a1', role: 'analyst' });
    await pages.open(analyst, `/performance/measures/re-referrals/rows?${quarter}&part=denominator`);
    expect(await text(analyst)).toContain('RR2');
    expect(await analyst.locator('main a[href^="/cases"], main a[href^="/audit"]').count()).toBe(0);
    await right(analyst);
    await pages.open(
      analyst,
      `/performance/measures/re-referrals/comparison?${quarter}&compare=yes&other.known-day=15&other.known-month=6&other.known-year=2026`,
    );
    expect(await text(analyst)).toContain('RR1');
    expect(await analyst.locator('main a[href^="/cases"], main a[href^="/audit"]').count()).toBe(0);
    await right(analyst);
    await pages.open(analyst, '/my-work?whose=all');
    expect(await text(analyst)).toContain('RR2');
    expect(await analyst.locator('main a[href^="/cases"]').count()).toBe(0);
    await right(analyst);
    await pages.open(analyst, '/audit/855/RR1');
    expect(await text(analyst)).toContain('You cannot see or do this');
    await right(analyst);
    await analyst.close();
  }, 60_000);

  it('does all of it without JavaScript', async () => {
    const plain = await pages.browser.another({ javaScriptEnabled: false });
    const without = await pages.as({ user: 'm1', role: 'manager' }, plain);
    await pages.open(without, '/performance');
    await without.getByLabel('Financial year').selectOption('2025');
    await without.getByLabel('Quarter', { exact: true }).selectOption('Q4');
    await without.getByRole('button', { name: 'Show' }).click();
    expect(await text(without)).toContain('Quarter 4 2025/26');
    await without.locator('#measure-referrals').getByText('Figures', { exact: false }).click();
    expect(await without.locator('#measure-referrals details table').innerText()).toContain('Q4 25/26');
    await pages.open(without, `/performance/measures/re-referrals/publish/check?${quarter}`);
    await without.getByRole('button', { name: 'Publish this figure' }).click();
    expect(await text(without)).toMatch(/The figure is published and kept\..*Same/);
    await pages.open(without, '/audit/855/RR1');
    await without.getByRole('link', { name: 'Previous step' }).click();
    expect(await text(without)).toContain('Step 3 of 4');
    await without.getByLabel('Step, of 4').fill('2');
    await without.getByRole('button', { name: 'Go' }).click();
    expect(await text(without)).toContain('Step 2 of 4');
    await without.locator('#known-day').fill('1');
    await without.locator('#known-month').fill('6');
    await without.locator('#known-year').fill('2026');
    await without.getByRole('button', { name: 'Show' }).click();
    expect(await text(without)).toContain('Nothing was known of this child');
    await plain.close();
  }, 90_000);

  it('hands on tables as files', async () => {
    for (const [address, begins] of [
      ['/performance/dashboard.csv?quarter=2025-Q4', 'measure,title,'],
      [`/performance/measures/re-referrals/figure.csv?${quarter}`, 'measure,from,to,'],
      [`/performance/measures/re-referrals/rows.csv?${quarter}&part=denominator`, 'child,key,reason,'],
      [`/performance/measures/re-referrals/comparison.csv?${quarter}&other.months=24`, 'child,kind,key,'],
    ] as const) {
      const answer = await page.context().request.get(`${pages.url}${address}`);
      expect([
        answer.status(),
        answer.headers()['content-type'],
        (await answer.text()).slice(0, begins.length),
      ]).toEqual([200, expect.stringMatching(/^text\/csv/), begins]);
    }
  }, 60_000);

  it('never broke the policy', () => {
    expect(pages.cspViolations()).toEqual([]);
  });
});
