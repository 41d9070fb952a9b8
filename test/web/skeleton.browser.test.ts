import { describeInBrowser } from './chromium.ts';
import { startPages, type Pages } from './pages.fixture.ts';

describeInBrowser('every page', () => {
  let pages: Pages;

  beforeAll(async () => {
    pages = await startPages();
  }, 90_000);

  afterAll(() => pages.close());

  it('is right for axe, html-validate and the policy, before signing in and after', async () => {
    const page = await pages.browser.context.newPage();
    for (const address of ['/', '/sign-in/callback', '/no-such-page']) {
      await pages.open(page, address);
      expect([address, await pages.axe(page)]).toEqual([address, []]);
      expect([address, await pages.validHtml(page)]).toEqual([address, []]);
    }
    const home = await pages.as();
    expect(await pages.axe(home)).toEqual([]);
    expect(await pages.validHtml(home)).toEqual([]);
    expect(pages.cspViolations()).toEqual([]);
    await pages.screenshot(home, 'home');
  });
});
