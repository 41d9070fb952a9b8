import type { Page } from 'playwright-core';
import { plainDate } from '#calendar';
import { censusFile, censusStories } from '#testing';
import { press } from './child-forms.ts';
import { describeInBrowser } from './chromium.ts';
import { morning, startPages, type Pages } from './pages.fixture.ts';

describeInBrowser('keeping the service', () => {
  let pages: Pages;

  beforeAll(async () => {
    pages = await startPages();
  }, 90_000);

  afterAll(() => pages.close());

  afterEach(() => {
    pages.clock.now = morning;
  });

  async function right(page: Page, posted?: string): Promise<void> {
    expect([page.url(), await pages.axe(page)]).toEqual([page.url(), []]);
    if (posted !== undefined) expect([page.url(), await pages.validText(posted)]).toEqual([page.url(), []]);
  }

  async function rightAndValid(page: Page): Promise<void> {
    await right(page);
    expect([page.url(), await pages.validHtml(page)]).toEqual([page.url(), []]);
  }

  const stories = [...censusStories(7, 20, plainDate('2022-06-01'), plainDate('2025-03-31'))];
  const good = censusFile('855', 2025, stories);
  const chosen = (text: string, name = 'census 2025.xml') => ({
    name,
    mimeType: 'text/xml',
    buffer: Buffer.from(text),
  });

  async function upload(page: Page, text: string, name?: string): Promise<void> {
    await pages.open(page, '/import');
    await page.getByLabel('Census file (XML)').setInputFiles(chosen(text, name));
    await page.getByRole('button', { name: 'Take it over' }).click();
  }

  describe('a census file', () => {
    let page: Page;

    beforeAll(async () => {
      page = await pages.as({ user: 'a1', role: 'administrator' }, await pages.browser.another());
    });

    it('is asked for, and asked for again where none was chosen or it is none', async () => {
      await pages.open(page, '/import');
      await rightAndValid(page);
      await page.getByRole('button', { name: 'Take it over' }).click();
      await page.getByRole('link', { name: 'Choose a census file' }).waitFor();
      expect(await page.title()).toBe('Error: Take over a children in need census – Waymark');
      await right(page);
      await upload(page, '<html></html>');
      expect(await page.getByRole('alert').innerText()).toMatch(/Nothing was recorded/);
    });

    it('with a faulty child is taken over but for it, and what was left out is listed and can be fetched', async () => {
      const faulty = good.replace(/<Ethnicity>[A-Z]+<\/Ethnicity>/, '<Ethnicity>ZZZZ</Ethnicity>');
      expect(faulty).not.toBe(good);
      await upload(page, faulty);
      await page.getByRole('heading', { name: 'Census of 2025: taken over' }).waitFor();
      const row = page.getByRole('row').filter({ hasText: 'Ethnicity' });
      expect(await row.count()).toBe(1);
      await rightAndValid(page);
      await pages.screenshot(page, 'import');
      const report = await page.context().request.get(`${page.url()}/report`);
      expect(report.headers()['content-type']).toContain('text/csv');
      expect((await report.text()).trim().split('\r\n')).toHaveLength(2);
    });

    it('is taken over without JavaScript', async () => {
      const context = await pages.browser.another({ javaScriptEnabled: false });
      const plain = await pages.as({ user: 'a1', role: 'administrator' }, context);
      await upload(plain, good, 'cénsus/2025?.xml');
      const isDone = plain.getByRole('heading', { name: 'Census of 2025: taken over' });
      while ((await isDone.count()) === 0) await plain.reload();
      expect(await plain.getByText('2025_.xml').count()).toBe(1);
    });

    it('comes from an administrator, and from a form of ours', async () => {
      const manager = await pages.as({ user: 'm1', role: 'manager' }, await pages.browser.another());
      await pages.open(manager, '/import');
      expect(await manager.getByRole('heading', { name: 'You cannot see or do this' }).count()).toBe(1);
      await rightAndValid(manager);
      const multipart = { file: chosen(good) };
      const { request } = page.context();
      expect((await request.post(`${pages.url}/import`, { multipart })).status()).toBe(403);
      const elsewhere = await request.post(`${pages.url}/authorities/855/receipts`, { multipart });
      expect([404, 405, 415]).toContain(elsewhere.status());
    });
  });

  describe('what if', () => {
    it('tells what is missing, each at its field, and keeps what was typed', async () => {
      const page = await pages.as({ user: 'n1', role: 'analyst' }, await pages.browser.another());
      await pages.open(page, '/what-if');
      await rightAndValid(page);
      await page.getByLabel('It may take').fill('x');
      await page.getByLabel('Year').fill('2026');
      const again = await press(page, 'Try it');
      const links = page.getByRole('alert').getByRole('link');
      expect(await links.allInnerTexts()).toEqual([
        'Choose what is to be done in another time',
        'Enter how long it may take as a whole number, 1 or more',
        'The date from which the rule would stand must include a day and a month',
      ]);
      expect(await page.getByLabel('Year').inputValue()).toBe('2026');
      await right(page, await again.text());
      await links.nth(1).click();
      expect(await page.evaluate('document.activeElement.id')).toBe('length');
    });

    it('shows before and after', async () => {
      for (const child of ['WHATIF1', 'WHATIF2']) {
        await pages.record(child, [
          {
            type: 'ChildRegistered',
            data: { on: '2026-06-01', dateOfBirth: '2019-03-20', sex: 'F', ethnicity: 'WBRI' },
          },
          { type: 'ReferralReceived', data: { on: '2026-06-01', source: '2A', primaryNeed: 'N1' } },
        ]);
      }
      await pages.settled();
      const page = await pages.as({ user: 'n1', role: 'analyst' }, await pages.browser.another());
      await pages.open(page, '/what-if');
      const choices = await page.getByLabel('What is to be done').locator('option').allInnerTexts();
      const assessment = choices.find((text) => text.includes('assessment') && text.includes('national'));
      await page.getByLabel('What is to be done').selectOption({ value: 'assessment' });
      expect(assessment).toBeDefined();
      await page.getByLabel('It may take').fill('5');
      for (const [part, value] of Object.entries({ Day: '1', Month: '4', Year: '2026' }))
        await page.getByLabel(part).fill(value);
      const tried = await press(page, 'Try it');
      await page.getByRole('heading', { name: 'What would change' }).waitFor();
      const concerned = page.getByRole('region', { name: 'Children concerned' });
      expect(await concerned.getByRole('row').filter({ hasText: 'becomes late' }).count()).toBeGreaterThanOrEqual(2);
      await right(page, await tried.text());
      await pages.screenshot(page, 'what-if');
    });
  });

  describe('a form that is sent when its sender was signed out meanwhile', () => {
    const fill = async (page: Page): Promise<void> => {
      await page.getByLabel('It may take').fill('17');
      await page.getByLabel('Year').fill('2027');
    };

    it('is offered again to the same person, and then sent; to nobody else', async () => {
      const context = await pages.browser.another();
      const page = await pages.as({ user: 'carys-manager', role: 'manager', worker: 'W3' }, context);
      await pages.open(page, '/what-if');
      await fill(page);
      pages.clock.now = morning + 31 * 60_000;
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByLabel('Dev Dale').check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      expect(await page.content()).not.toContain('17');
      await pages.open(page, '/unsent');
      expect(new URL(page.url()).pathname).toBe('/');

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await pages.open(page, '/sign-in');
      await page.getByLabel('Carys Cole').check();
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'You were signed out before this was sent' }).waitFor();
      expect(await page.getByText('17', { exact: true }).count()).toBe(1);
      await rightAndValid(page);
      await page.getByRole('button', { name: 'Send it now' }).click();
      expect(await page.getByLabel('It may take').inputValue()).toBe('17');
      expect(await page.getByLabel('Year').inputValue()).toBe('2027');
      await pages.open(page, '/unsent');
      expect(new URL(page.url()).pathname).toBe('/');
    });
  });

  describe('administration', () => {
    it('checks rules of the authority and tells what is wrong with them', async () => {
      const page = await pages.as({ user: 'm1', role: 'manager' }, await pages.browser.another());
      await pages.open(page, '/administration');
      await rightAndValid(page);
      await page.getByRole('link', { name: 'Rules of your authority' }).click();
      await rightAndValid(page);
      const rules = page.getByLabel('Rules of authority 855 (JSON)');
      const check = () => press(page, 'Check and try them');
      await rules.fill('{');
      await check();
      expect(await page.getByRole('alert').innerText()).toMatch(/are not JSON/);
      await rules.fill(
        '{ "authorities": [{ "authority": "855", "rules": [{ "duty": "supper", "from": "2026-13-01" }] }] }',
      );
      const refused = await check();
      expect(await page.getByRole('alert').getByRole('link').count()).toBeGreaterThan(1);
      await right(page, await refused.text());
      const rule = {
        duty: 'later-core-group',
        from: '2026-01-01',
        limit: { weeks: 4 },
        source: 'Procedure, section 9',
      };
      await rules.fill(JSON.stringify({ authorities: [{ authority: '855', rules: [rule] }] }));
      const inOrder = await check();
      expect(await page.getByText('The rules are in order.').count()).toBe(1);
      await right(page, await inOrder.text());
    });

    it('says that no alert failed to arrive, where none did', async () => {
      const page = await pages.as({ user: 'm1', role: 'manager' }, await pages.browser.another());
      await pages.open(page, '/administration/dead-letters');
      expect(await page.getByText('Every alert reached whom it was for').count()).toBe(1);
      await rightAndValid(page);
    });
  });

  describe('finding a child', () => {
    it('is by id, and says what an id is', async () => {
      const page = await pages.as({ user: 'u1' }, await pages.browser.another());
      await page.getByLabel('Find a child by id').fill('Anna Smith');
      await page.getByRole('button', { name: 'Find' }).click();
      expect(await page.getByRole('alert').innerText()).toMatch(/up to 20 letters and digits/);
      await right(page);
      await page.getByLabel('Find a child by id').fill(' WHATIF1 ');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.waitForURL(`${pages.url}/cases/855/WHATIF1`);
    });
  });

  it('breaks no policy', () => {
    expect(pages.cspViolations()).toEqual([]);
  });
});
