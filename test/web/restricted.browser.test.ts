import type { Page } from 'playwright-core';
import { fill, follow, press } from './child-forms.ts';
import { describeInBrowser } from './chromium.ts';
import { startPages, type Pages } from './pages.fixture.ts';

const registered = { on: '2026-06-01', dateOfBirth: '2017-03-14', sex: 'F' };
const referred = { on: '2026-06-01', source: '2A', primaryNeed: 'N1' };

describeInBrowser('a record that is kept to named people', () => {
  let pages: Pages;
  let manager: Page;
  let colleague: Page;

  beforeAll(async () => {
    pages = await startPages();
    manager = await pages.as({ user: 'mary', role: 'manager' });
    colleague = await pages.as({ user: 'wendy', role: 'caseworker' }, await pages.browser.another());
    for (const child of ['K1', 'K2']) {
      await pages.record(child, [
        { type: 'ChildRegistered', data: registered },
        { type: 'ReferralReceived', data: referred },
      ]);
    }
  }, 120_000);

  afterAll(() => pages.close());

  const main = (page: Page): Promise<string> => page.locator('main').innerText();

  /** A page that answered a post is held to the same as one that is opened. */
  async function isRight(page: Page, posted?: string): Promise<void> {
    expect([page.url(), await pages.axe(page)]).toEqual([page.url(), []]);
    const faults = posted === undefined ? await pages.validHtml(page) : await pages.validText(posted);
    expect([page.url(), faults]).toEqual([page.url(), []]);
  }

  it('is restricted by a manager, with whom and why asked for', async () => {
    await pages.open(manager, '/administration');
    await isRight(manager);
    await follow(manager, /^Restricted records$/);
    expect(await main(manager)).toContain('No record is restricted.');
    await isRight(manager);
    await manager.getByLabel('Restrict the record of a child').fill('no id!');
    const refused = await press(manager, 'Continue');
    expect(refused.status()).toBe(400);
    await isRight(manager, await refused.text());

    await pages.open(manager, '/cases/855/K1');
    await follow(manager, /^Restrict it to named people/);
    await isRight(manager);
    const asked = await press(manager, 'Restrict the record');
    expect(await manager.locator('.govuk-error-summary').innerText()).toMatch(/Enter who may see[^]*Enter the reason/);
    await isRight(manager, await asked.text());
    await fill(manager, { to: 'mary\n\n  mike \nmary', 'restrict-reason': 'A relative works here.' });
    await press(manager, 'Restrict the record');
    expect(await main(manager)).toContain('The record is kept to mary, mike.');
    await isRight(manager);
    await pages.screenshot(manager, 'who-may-see');
  }, 120_000);

  it('is opened by a colleague in an emergency, who reads it', async () => {
    await pages.open(colleague, '/cases/855/K1');
    expect(await main(colleague)).not.toContain('Case open');
    expect(await colleague.getByRole('link', { name: 'Who may see this record' }).count()).toBe(0);
    await isRight(colleague);
    await pages.screenshot(colleague, 'restricted');
    for (const page of ['history', 'diagram']) {
      await pages.open(colleague, `/cases/855/K1/${page}`);
      expect(await main(colleague)).toContain('kept to named people');
      await isRight(colleague);
    }
    await pages.open(colleague, '/cases/855/K1');
    await fill(colleague, { reason: 'The child is in danger now.' });
    await press(colleague, 'Open the restricted record');
    expect(await main(colleague)).toContain('Case open since 1 June 2026');
    await pages.open(colleague, '/administration/break-glass');
    expect(await main(colleague)).toContain('You cannot see or do this');
  }, 120_000);

  it('is then reviewed by another, once', async () => {
    await pages.open(manager, '/my-work');
    await isRight(manager);
    await follow(manager, /^1 emergency opening of a restricted record to review$/);
    expect(await main(manager)).toContain('The child is in danger now.');
    await isRight(manager);
    await pages.screenshot(manager, 'break-glass');
    await follow(manager, /^Review the opening of K1/);
    await isRight(manager);
    const review = manager.url();
    const asked = await press(manager, 'Record the review');
    expect(await manager.locator('.govuk-error-summary').innerText()).toContain('Select whether it was justified');
    await isRight(manager, await asked.text());
    await fill(manager, { outcome: 'justified', note: 'Police had asked.' });
    await press(manager, 'Record the review');
    expect(await main(manager)).toMatch(/The review is recorded[^]*It was justified: mary[^]*Police had asked\./);
    await isRight(manager);
    await manager.goto(review);
    expect(await main(manager)).toContain('This was reviewed already');
    await pages.open(manager, '/my-work');
    expect(await main(manager)).not.toContain('to review');
  }, 120_000);

  it('opened by a manager, is for another manager to review', async () => {
    const mona = await pages.as({ user: 'mona', role: 'manager' }, await pages.browser.another());
    await pages.open(mona, '/cases/855/K1');
    expect(await mona.getByRole('link', { name: 'Who may see this record' }).count()).toBe(1);
    await fill(mona, { reason: 'Nobody else is here.' });
    await press(mona, 'Open the restricted record');
    await pages.open(mona, '/administration/break-glass');
    expect(await main(mona)).toContain('You opened it yourself: another manager reviews it.');
    expect(await mona.getByRole('link', { name: /^Review/ }).count()).toBe(0);
    await isRight(mona);
  }, 120_000);

  it('is closed to whoever is barred from it, until the bar is lifted', async () => {
    await pages.open(manager, '/cases/855/K2/access');
    await fill(manager, { person: 'wendy', 'bar-reason': 'She is an aunt.' });
    await press(manager, 'Bar this person');
    expect(await main(manager)).toContain('wendy is barred from the record.');
    await isRight(manager);
    await pages.open(colleague, '/cases/855/K2');
    await fill(colleague, { reason: 'I want to see it.' });
    await press(colleague, 'Open the restricted record');
    await pages.open(colleague, '/cases/855/K2');
    expect(await main(colleague)).not.toContain('Case open');
    await pages.open(manager, '/administration/restrictions');
    expect(await main(manager)).toMatch(/K1[^]*mary\s+mike[^]*K2[^]*wendy[^]*She is an aunt\./);
    await isRight(manager);
    await pages.open(manager, '/cases/855/K2/access');
    await fill(manager, { 'unbar-reason': 'It was another person.' });
    await press(manager, 'Lift the bar');
    await pages.open(colleague, '/cases/855/K2');
    expect(await main(colleague)).toContain('Case open');
  }, 120_000);

  it('is for everybody again once the restriction is lifted', async () => {
    await pages.open(manager, '/cases/855/K1/access');
    await fill(manager, { 'lift-reason': 'The relative has left.' });
    await press(manager, 'Lift the restriction');
    expect(await main(manager)).toContain('The record is not restricted');
    const will = await pages.as({ user: 'will', role: 'caseworker' }, await pages.browser.another());
    await pages.open(will, '/cases/855/K1');
    expect(await main(will)).toContain('Case open');
    await pages.open(will, '/cases/855/K1/access');
    expect(await main(will)).toContain('You cannot see or do this');
  }, 120_000);

  it('has what protects the child countersigned by somebody who may', async () => {
    await pages.open(colleague, '/cases/855/K2/record/strategy-discussion-held');
    await fill(colleague, {
      'facts-0-data-on': '2026-06-14',
      'facts-0-data-attended': ['social-care', 'police', 'health'],
      'facts-0-data-decision': 'section-47-joint',
    });
    await press(colleague, 'Continue');
    await press(colleague, 'Record it');
    await pages.open(colleague, '/my-work/countersignatures');
    expect(await main(colleague)).toMatch(/K2[^]*Strategy discussion[^]*wendy[^]*Waits for a manager/);
    expect(await colleague.getByRole('button', { name: /^Countersign/ }).count()).toBe(0);
    await isRight(colleague);

    await pages.open(manager, '/my-work');
    await follow(manager, /^1 record to countersign$/);
    expect(await manager.getByRole('button', { name: /^Countersign/ }).count()).toBe(1);
    await isRight(manager);
    await follow(manager, /^Strategy discussion/);
    expect(await main(manager)).toContain('Countersignature owed');
    await isRight(manager);
    const button = manager.getByRole('button', { name: /^Countersign/ });
    expect(await button.count()).toBe(1);
    await press(manager, await button.innerText());
    expect(await main(manager)).toMatch(/It is countersigned[^]*Countersigned by mary/i);
    expect(await button.count()).toBe(0);
    await pages.open(manager, '/my-work/countersignatures');
    expect(await main(manager)).toContain('Nothing waits to be countersigned.');
    await isRight(manager);
  }, 120_000);

  it('breaks no policy', () => {
    expect(pages.cspViolations()).toEqual([]);
  });
});
