import type { Page } from 'playwright-core';
import { fill, follow, press, type Answers } from './child-forms.ts';
import { describeInBrowser } from './chromium.ts';
import { startPages, type Pages } from './pages.fixture.ts';

const registered = { on: '2026-03-02', dateOfBirth: '2017-03-14', sex: 'F', name: 'Invented Child' };
const referred = { on: '2026-03-02', source: '2A' };
const opened = [
  { type: 'ChildRegistered', data: registered },
  { type: 'ReferralReceived', data: referred },
];
const three = ['social-care', 'police', 'health'];

describeInBrowser('a child’s journey', () => {
  let pages: Pages;
  let caseworker: Page;
  let manager: Page;
  let chair: Page;
  let scriptless: Page;

  beforeAll(async () => {
    pages = await startPages();
    caseworker = await pages.as({ user: 'u1', role: 'caseworker' });
    manager = await pages.as({ user: 'm1', role: 'manager' }, await pages.browser.another());
    chair = await pages.as({ user: 'c1', role: 'chair' }, await pages.browser.another());
    scriptless = await pages.as(
      { user: 'c2', role: 'chair' },
      await pages.browser.another({ javaScriptEnabled: false }),
    );
  }, 120_000);

  afterAll(() => pages.close());

  /** Opens a form, fills it in, goes through the check of it and records it. Answers what the check said. */
  async function record(page: Page, child: string, what: string, answers: Answers): Promise<string> {
    await pages.open(page, `/cases/855/${child}/record/${what}`);
    await fill(page, answers);
    await press(page, 'Continue');
    const said = await checked(page);
    await press(page, 'Record it');
    expect(await page.locator('.govuk-notification-banner').innerText()).toContain('Recorded');
    return said;
  }

  async function checked(page: Page): Promise<string> {
    expect(await page.locator('h1').innerText()).toMatch(/^Check/);
    return page.locator('main').innerText();
  }

  /** A page that answered a post is held to the same as one that is opened. */
  async function isRight(page: Page, text?: string): Promise<void> {
    expect(await pages.axe(page)).toEqual([]);
    expect(text === undefined ? await pages.validHtml(page) : await pages.validText(text)).toEqual([]);
  }

  it('is recorded by forms, from the registration to the end of the plan', async () => {
    await pages.open(caseworker, '/cases/855/register-child');
    await isRight(caseworker);
    await fill(caseworker, { child: 'J1', what: 'child-and-referral' });
    await press(caseworker, 'Continue');
    await isRight(caseworker);
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-02',
      'facts-0-data-name': 'Invented Child',
      'facts-0-data-dateOfBirth': '2017-03-14',
      'facts-0-data-sex': 'F',
      'facts-1-data-source': '2A',
    });
    const check = await press(caseworker, 'Continue');
    expect(await checked(caseworker)).toContain('“Complete the assessment” starts: due by 7 May 2026.');
    await isRight(caseworker, await check.text());
    await pages.screenshot(caseworker, 'child-check');
    await press(caseworker, 'Record it');
    await record(manager, 'J1', 'referral-decided', {
      'facts-0-data-on': '2026-03-03',
      'facts-0-data-decision': 'strategy-discussion',
    });
    await record(manager, 'J1', 'strategy-discussion-held', {
      'facts-0-data-on': '2026-03-03',
      'facts-0-data-at': '14:30',
      'facts-0-data-attended': three,
      'facts-0-data-decision': 'section-47-joint',
    });
    await record(caseworker, 'J1', 'assessment-started', {
      'facts-0-data-on': '2026-03-04',
      'facts-0-data-kind': 'single',
    });
    await record(caseworker, 'J1', 'enquiry-that-needs-a-conference', {
      'facts-0-data-on': '2026-03-16',
      'facts-0-data-substantiated': 'true',
      'facts-1-data-for': '2026-03-23',
    });
    // Everything works without scripts.
    const conference = await record(scriptless, 'J1', 'conference-that-made-a-plan', {
      'facts-0-data-on': '2026-03-23',
      'facts-0-data-invited': [...three, 'family'],
      'facts-0-data-attended': [...three, 'family'],
      'facts-0-data-reportsReceived': three,
      'facts-0-data-childParticipated': 'true',
      'facts-1-data-categories': ['NEG', 'EMO'],
    });
    expect(conference).toContain(
      '“Hold the initial child protection conference” is met in time, due by 24 March 2026.',
    );
    expect(conference).toContain('“Hold the first review conference” starts: due by 23 June 2026.');
    await pages.open(caseworker, '/cases/855/J1');
    await isRight(caseworker);
    await record(caseworker, 'J1', 'core-group-held', {
      'facts-0-data-on': '2026-04-01',
      'facts-0-data-attended': ['social-care', 'health', 'family'],
    });
    await record(manager, 'J1', 'assessment-authorised', {
      'facts-0-data-on': '2026-04-20',
      'facts-0-data-kind': 'single',
      'facts-0-data-factors': ['4B'],
      'facts-0-data-outcome': 'child-in-need',
    });
    await record(chair, 'J1', 'review-that-ended-the-plan', {
      'facts-0-data-on': '2026-06-08',
      'facts-0-data-invited': three,
      'facts-0-data-attended': three,
      'facts-0-data-reportsReceived': three,
      'facts-0-data-childParticipated': 'false',
      'facts-1-data-stepDown': 'child-in-need',
    });
    await record(manager, 'J1', 'case-closed', { 'facts-0-data-on': '2026-06-12', 'facts-0-data-reason': 'RC7' });

    await pages.open(caseworker, '/cases/855/J1');
    expect(await caseworker.locator('main').innerText()).toContain('Case closed on 12 June 2026');
    await pages.open(caseworker, '/cases/855/J1/history');
    const history = await caseworker.locator('main').innerText();
    for (const title of ['Initial conference held', 'Child protection plan started', 'Child protection plan ended'])
      expect(history).toContain(title);
    expect(history).toContain('recorded by c2, chair');
    expect(history).toContain('Recorded 84 days later');
    await isRight(caseworker);
    await pages.open(caseworker, '/cases/855/J1/clocks/conference');
    expect(await caseworker.locator('main').innerText()).toContain('working day 15');
    await isRight(caseworker);
    await pages.open(caseworker, '/cases/855/J1/diagram');
    expect(await caseworker.locator('main').innerText()).toContain('The child is in: No case open');
    await isRight(caseworker);
    expect(pages.cspViolations()).toEqual([]);
  }, 240_000);

  it('asks why a conference was late only when it was, and keeps what was typed', async () => {
    await pages.record('L1', [
      { type: 'ChildRegistered', data: registered },
      { type: 'ReferralReceived', data: referred },
      { type: 'StrategyDiscussionHeld', data: { on: '2026-03-03', attended: three, decision: 'section-47-joint' } },
    ]);
    const conference = {
      'facts-0-data-on': '2026-03-24',
      'facts-0-data-invited': three,
      'facts-0-data-attended': three,
      'facts-0-data-reportsReceived': three,
      'facts-0-data-childParticipated': 'true',
      'facts-1-data-categories': ['NEG'],
    };
    await pages.open(chair, '/cases/855/L1/record/conference-that-made-a-plan');
    await isRight(chair);
    await fill(chair, conference);
    expect(await chair.locator('#facts-0-data-lateReason').count()).toBe(0);
    await press(chair, 'Continue');
    await checked(chair);
    await press(chair, 'Change what you entered');
    expect(await chair.locator('#facts-0-data-lateReason').count()).toBe(0);
    await fill(chair, { 'facts-0-data-on': '2026-03-25' });
    const owed = await press(chair, 'Continue');
    expect(owed.status()).toBe(422);
    expect(await chair.locator('main').innerText()).toContain(
      '“Hold the initial child protection conference” was due by 24 March 2026, 1 day before.',
    );
    await isRight(chair, await owed.text());
    await fill(chair, { 'facts-0-data-lateReason': 'The parents were in hospital.' });
    await press(chair, 'Continue');
    expect(await checked(chair)).toContain('It will be counted as late.');
    await press(chair, 'Record it');
    await pages.open(chair, '/cases/855/L1');
    expect(await chair.locator('main').innerText()).toMatch(/on a child protection plan since 25 March 2026/);
  }, 120_000);

  it('asks why a strategy discussion lacked agencies, and says who has to countersign it', async () => {
    await pages.record('Q1', opened);
    await pages.open(caseworker, '/cases/855/Q1/record/strategy-discussion-held');
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-03',
      'facts-0-data-attended': ['social-care', 'health'],
      'facts-0-data-decision': 'section-47-single',
    });
    await press(caseworker, 'Continue');
    // It protects the child, so that it can be recorded without the reason, which is told as owed.
    const check = await checked(caseworker);
    expect(check).toContain('A reason is still owed.');
    expect(check).toContain('has to be countersigned by a manager');
    await press(caseworker, 'Give the reason now');
    await fill(caseworker, { 'facts-0-data-inquorateReason': 'The police could not come in time.' });
    await press(caseworker, 'Continue');
    expect(await checked(caseworker)).not.toContain('A reason is still owed.');
    await press(caseworker, 'Record it');
    await pages.open(caseworker, '/cases/855/Q1/history');
    expect(await caseworker.locator('main').innerText()).toContain('The police could not come in time.');
  }, 120_000);

  it('tells what is wrong at its field, in one summary, and what cannot have happened with what to do', async () => {
    await pages.record('W1', [{ type: 'ChildRegistered', data: registered }]);
    await pages.open(caseworker, '/cases/855/W1/record/child-visited');
    await fill(caseworker, { 'facts-0-data-on': '2026-06-31' });
    const wrong = await press(caseworker, 'Continue');
    expect(wrong.status()).toBe(400);
    await isRight(caseworker, await wrong.text());
    await caseworker.getByRole('link', { name: /real date/ }).click();
    expect(await caseworker.evaluate<string>('document.activeElement.id')).toBe('facts-0-data-on-day');
    await fill(caseworker, { 'facts-0-data-on': '2026-06-16', 'facts-0-data-purpose': 'assessment' });
    const future = await press(caseworker, 'Continue');
    const summary = await caseworker.locator('.govuk-error-summary').innerText();
    expect(summary).toContain('Date it happened must not be in the future.');
    expect(summary).toContain('Answer “Was the child seen?”');
    await isRight(caseworker, await future.text());

    await pages.open(manager, '/cases/855/W1/record/case-closed');
    await fill(manager, { 'facts-0-data-on': '2026-06-12', 'facts-0-data-reason': 'RC7' });
    const refused = await press(manager, 'Continue');
    expect(refused.status()).toBe(409);
    const told = await manager.locator('main').innerText();
    expect(told).toContain('No case was open. Record the referral that opened the case first, or correct the date.');
    expect(told).toContain('Where the journey stood then: No case open.');
    expect(await manager.getByRole('link', { name: 'Referral received' }).count()).toBe(1);
    await isRight(manager, await refused.text());
  }, 120_000);

  it('corrects, withdraws and moves records, each shown before it is done', async () => {
    await pages.record('P1', [
      { type: 'ChildRegistered', data: registered },
      { type: 'ReferralReceived', data: referred },
      { type: 'ChildVisited', data: { on: '2026-03-10', purpose: 'assessment', seen: true, seenAlone: true } },
    ]);
    await pages.record('P2', [{ type: 'ChildRegistered', data: { ...registered, name: 'Other Invented' } }]);
    await pages.open(caseworker, '/cases/855/P1/history');
    await follow(caseworker, /^Correct referral received/);
    await isRight(caseworker);
    await fill(caseworker, {
      'facts-0-data-data-on': '2026-03-05',
      'facts-0-data-note': 'The letter bears this date.',
    });
    const correction = await press(caseworker, 'Continue');
    expect(await checked(caseworker)).toContain('it was due by 7 May 2026, and is due by 12 May 2026');
    await isRight(caseworker, await correction.text());
    await press(caseworker, 'Correct the record');
    const corrected = await caseworker.locator('main').innerText();
    expect(corrected).toContain('Corrected, by u1');
    expect(corrected).toContain('The letter bears this date.');

    await follow(caseworker, /^Withdraw child visited/);
    await isRight(caseworker);
    await fill(caseworker, { 'facts-0-data-why': 'duplicate' });
    const withdrawal = await press(caseworker, 'Continue');
    await checked(caseworker);
    await isRight(caseworker, await withdrawal.text());
    await press(caseworker, 'Withdraw the record');
    expect(await caseworker.locator('main').innerText()).toContain('Withdrawn: it was recorded twice');

    await follow(caseworker, /^Move to the right child referral received/);
    await isRight(caseworker);
    await fill(caseworker, { to: '/cases/856/P2' });
    const elsewhere = await press(caseworker, 'Continue');
    expect(await caseworker.locator('.govuk-error-summary').innerText()).toContain('Child P2 is of authority 856.');
    await isRight(caseworker, await elsewhere.text());
    await fill(caseworker, { to: 'P2' });
    await press(caseworker, 'Continue');
    await checked(caseworker);
    await press(caseworker, 'Move the record');
    expect(await caseworker.locator('main').innerText()).toContain('Withdrawn: another child’s');
    await isRight(caseworker);
    await pages.open(caseworker, '/cases/855/P2');
    expect(await caseworker.locator('main').innerText()).toContain('Case open since 5 March 2026');
  }, 180_000);

  it('withdraws with a record what could not have happened without it, once that is seen and agreed to', async () => {
    await pages.record('X1', [
      { type: 'ChildRegistered', data: registered },
      { type: 'ReferralReceived', data: referred },
      { type: 'AssessmentStarted', data: { on: '2026-03-04', kind: 'single' } },
    ]);
    await pages.open(caseworker, '/cases/855/X1/history');
    await follow(caseworker, /^Withdraw referral received/);
    await fill(caseworker, { 'facts-0-data-why': 'recorded-in-error' });
    const refused = await press(caseworker, 'Continue');
    expect(refused.status()).toBe(409);
    const told = await caseworker.locator('main').innerText();
    expect(told).toContain('Facts recorded already could not have happened if this were so.');
    expect(told).toContain('Assessment started on 4 March 2026');
    await isRight(caseworker, await refused.text());
    expect(await caseworker.locator('input[name=also]').isChecked()).toBe(true);
    await press(caseworker, 'Continue');
    expect(await checked(caseworker)).toContain('“Complete the assessment” no longer runs');
    await press(caseworker, 'Withdraw the record');
    expect(await caseworker.locator('.govuk-notification-banner').innerText()).toContain('and 1 more');
    await pages.open(caseworker, '/cases/855/X1');
    expect(await caseworker.locator('main').innerText()).toContain('No case open.');
    await pages.open(caseworker, '/cases/855/X1/history');
    await follow(caseworker, /^Undo “Withdrawn: it was recorded in error: it did not happen” of referral received/);
    await fill(caseworker, { 'facts-0-data-why': 'recorded-in-error' });
    await press(caseworker, 'Continue');
    await checked(caseworker);
    await press(caseworker, 'Withdraw the record');
    await pages.open(caseworker, '/cases/855/X1');
    expect(await caseworker.locator('main').innerText()).toContain('Case open since 2 March 2026');
  }, 120_000);

  it('records a visit to a family of three at once, each child’s answers their own', async () => {
    for (const child of ['F1', 'F2', 'F3']) {
      await pages.record(child, [
        { type: 'ChildRegistered', data: registered },
        { type: 'FamilyLinked', data: { on: '2026-03-02', familyId: 'FAM1' } },
        { type: 'ReferralReceived', data: referred },
      ]);
    }
    await pages.settled();
    await pages.open(caseworker, '/cases/855/F1');
    expect(await caseworker.getByRole('link', { name: 'Child F2' }).count()).toBe(1);
    await pages.open(caseworker, '/cases/855/F1/record/child-visited');
    await fill(caseworker, { with: ['F2', 'F3'] });
    await press(caseworker, 'Choose siblings');
    await isRight(caseworker);
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-10',
      'facts-0-data-purpose': 'assessment',
      'children-0-facts-0-data-seen': 'true',
      'children-0-facts-0-data-seenAlone': 'true',
      'children-1-facts-0-data-seen': 'true',
      'children-1-facts-0-data-seenAlone': 'false',
      'children-2-facts-0-data-seen': 'false',
    });
    await press(caseworker, 'Continue');
    expect(await caseworker.locator('.govuk-error-summary').innerText()).toContain('Was the child seen alone?');
    await fill(caseworker, { 'children-2-facts-0-data-seenAlone': 'false' });
    const check = await press(caseworker, 'Continue');
    await checked(caseworker);
    await isRight(caseworker, await check.text());
    await pages.screenshot(caseworker, 'child-family');
    await press(caseworker, 'Record for 3 children');
    for (const [child, seen] of [
      ['F1', 'Yes'],
      ['F2', 'Yes'],
      ['F3', 'No'],
    ] as const) {
      await pages.open(caseworker, `/cases/855/${child}/history`);
      const visit = caseworker.locator('.moj-timeline__item', { hasText: 'Child visited' });
      expect(await visit.innerText()).toMatch(new RegExp(`Was the child seen\\?\\s+${seen}`));
    }
  }, 180_000);

  it('shows nothing of a record that is kept to others, takes what protects the child, and opens it in an emergency', async () => {
    for (const child of ['R1', 'R2']) {
      await pages.record(child, [
        { type: 'ChildRegistered', data: registered },
        { type: 'FamilyLinked', data: { on: '2026-03-02', familyId: 'FAM2' } },
        { type: 'ReferralReceived', data: referred },
      ]);
    }
    await pages.settled();
    const restricted = await fetch(`${pages.url}/authorities/855/children/R1/restriction`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: ['m1'], reason: 'A relative works here.' }),
    });
    expect(restricted.status).toBe(201);
    await pages.open(caseworker, '/cases/855/R2');
    expect(await caseworker.locator('main').innerText()).toContain('1 sibling whose record is restricted.');
    await pages.open(caseworker, '/cases/855/R1');
    const told = await caseworker.locator('main').innerText();
    expect(told).toContain('kept to named people');
    expect(told).not.toContain('Case open');
    expect(await pages.axe(caseworker)).toEqual([]);
    expect(await pages.validHtml(caseworker)).toEqual([]);
    await follow(caseworker, /^Child visited/);
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-10',
      'facts-0-data-purpose': 'assessment',
      'facts-0-data-seen': 'true',
      'facts-0-data-seenAlone': 'true',
    });
    await press(caseworker, 'Continue');
    await checked(caseworker);
    await press(caseworker, 'Record it');
    expect(await caseworker.locator('main').innerText()).toContain('kept to named people');
    await press(caseworker, 'Open the restricted record');
    expect(await caseworker.locator('.govuk-error-summary').innerText()).toContain('Enter why');
    await fill(caseworker, { reason: 'The child is in danger now.' });
    await press(caseworker, 'Open the restricted record');
    const open = await caseworker.locator('main').innerText();
    expect(open).toContain('The record is open to you until');
    expect(open).toContain('Case open since 2 March 2026');
    expect(open).toContain('Child visited');
  }, 120_000);

  it('records once what is sent twice', async () => {
    await pages.record('D1', opened);
    await pages.open(caseworker, '/cases/855/D1/record/child-visited');
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-10',
      'facts-0-data-purpose': 'assessment',
      'facts-0-data-seen': 'true',
      'facts-0-data-seenAlone': 'true',
    });
    await press(caseworker, 'Continue');
    const form = await caseworker.evaluate<[string, string][]>(
      `[...new FormData(document.querySelector('form[action$="child-visited"]'))]`,
    );
    const body = new URLSearchParams([...form, ['step', 'confirm']]).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: pages.url };
    const send = () => caseworker.context().request.post(caseworker.url(), { data: body, headers, maxRedirects: 0 });
    const [first, second] = await Promise.all([send(), send()]);
    expect([first.status(), second.status()]).toEqual([303, 303]);
    await pages.open(caseworker, '/cases/855/D1/history');
    expect(await caseworker.locator('.moj-timeline__item', { hasText: 'Child visited' }).count()).toBe(1);
  }, 120_000);

  it('says when somebody recorded something meanwhile, and keeps what was typed', async () => {
    await pages.record('M1', opened);
    await pages.open(caseworker, '/cases/855/M1/record/child-visited');
    await fill(caseworker, {
      'facts-0-data-on': '2026-03-10',
      'facts-0-data-purpose': 'assessment',
      'facts-0-data-seen': 'true',
      'facts-0-data-seenAlone': 'true',
    });
    await press(caseworker, 'Continue');
    await checked(caseworker);
    await pages.record('M1', [{ type: 'AssessmentStarted', data: { on: '2026-03-04', kind: 'single' } }]);
    const moved = await press(caseworker, 'Record it');
    expect(moved.status()).toBe(409);
    const told = await caseworker.locator('main').innerText();
    expect(told).toContain('Somebody recorded something meanwhile');
    expect(told).toContain('Assessment started on 4 March 2026, recorded by');
    await isRight(caseworker, await moved.text());
    await press(caseworker, 'Check what I entered');
    expect(await caseworker.locator('#facts-0-data-on-day').inputValue()).toBe('10');
    await press(caseworker, 'Continue');
    await checked(caseworker);
    await press(caseworker, 'Record it');
    expect(await caseworker.locator('.govuk-notification-banner').innerText()).toContain(
      'child visited on 10 March 2026',
    );
  }, 120_000);

  it('asks nobody to scroll sideways at 400 % zoom, and is right for axe there', async () => {
    await pages.record('Z1', [
      ...opened,
      { type: 'ReferralDecided', data: { on: '2026-03-03', decision: 'strategy-discussion' } },
      { type: 'StrategyDiscussionHeld', data: { on: '2026-03-03', attended: three, decision: 'section-47-joint' } },
    ]);
    const narrow = { width: 320, height: 640 };
    await caseworker.setViewportSize(narrow);
    for (const address of [
      '/cases/855/Z1',
      '/cases/855/Z1/history',
      '/cases/855/Z1/diagram',
      '/cases/855/Z1/record',
      '/cases/855/Z1/record/child-registered',
    ]) {
      await pages.open(caseworker, address);
      const wide = await caseworker.evaluate<number>('document.documentElement.scrollWidth');
      expect([address, wide]).toEqual([address, narrow.width]);
      expect([address, await pages.axe(caseworker)]).toEqual([address, []]);
    }
  }, 120_000);
});
