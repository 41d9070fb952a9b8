import type { BrowserContext, Page } from 'playwright-core';
import { describeInBrowser } from './chromium.ts';
import { morning, startPages, type Pages } from './pages.fixture.ts';

describeInBrowser('signing in', () => {
  let pages: Pages;

  beforeAll(async () => {
    pages = await startPages();
  }, 90_000);

  afterAll(() => pages.close());

  afterEach(() => {
    pages.clock.now = morning;
  });

  /** Signs somebody of the development provider in, from wherever it asks. */
  async function choose(page: Page, name: string): Promise<void> {
    await page.getByLabel(name).check();
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  async function signedIn(name: string, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await pages.browser.another())).newPage();
    await pages.open(page, '/my-work');
    await choose(page, name);
    await page.getByRole('heading', { name: 'My work', level: 1 }).waitFor();
    return page;
  }

  const session = async (page: Page) =>
    (await page.context().cookies(pages.url)).find(({ name }) => name === 'waymark-session');

  it('leads to the provider and back to the page that was asked for, and says who one is', async () => {
    const page = await (await pages.browser.another()).newPage();
    await pages.open(page, '/my-work?state=overdue');
    expect(new URL(page.url()).pathname).toMatch(/^\/oidc\/sign-in\//);
    await pages.screenshot(page, 'sign-in');
    await choose(page, 'Amira Ashdown');
    await page.waitForURL(`${pages.url}/my-work?state=overdue`);
    expect(await page.getByText('Amira Ashdown, caseworker, authority 855').count()).toBe(1);
    expect(await session(page)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 });
  });

  it('works without JavaScript', async () => {
    const page = await signedIn('Ben Birch', await pages.browser.another({ javaScriptEnabled: false }));
    expect(await page.getByText('Ben Birch').count()).toBe(1);
  });

  it('shows each person the parts that the table of roles lets them into', async () => {
    const parts = async (name: string) => {
      const page = await signedIn(name);
      return page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allInnerTexts();
    };
    expect(await parts('Amira Ashdown')).toEqual(['My work', 'Performance', 'Audit']);
    expect(await parts('Carys Cole')).toEqual(['My work', 'Performance', 'Audit', 'What if', 'Administration']);
  });

  it('gives a session no id that was there before, and ends the one before it', async () => {
    const context = await pages.browser.another();
    await context.addCookies([{ name: 'waymark-session', value: 'chosen-by-somebody-else', url: pages.url }]);
    const page = await signedIn('Amira Ashdown', context);
    const first = (await session(page))?.value ?? '';
    expect(first).not.toBe('chosen-by-somebody-else');
    await pages.open(page, '/sign-in?then=/my-work');
    await page.getByRole('heading', { name: 'My work', level: 1 }).waitFor();
    expect((await session(page))?.value).not.toBe(first);
    const old = await pages.browser.another();
    await old.addCookies([{ name: 'waymark-session', value: first, url: pages.url }]);
    const response = await old.request.get(`${pages.url}/my-work`, { maxRedirects: 0 });
    expect([response.status(), response.headers()['location']]).toEqual([303, '/sign-in?then=%2Fmy-work']);
  });

  it('takes nobody back who was not sent, nor what was not asked for', async () => {
    const context = await pages.browser.another();
    const page = await context.newPage();
    await pages.open(page, '/sign-in/callback?code=stolen&state=guessed');
    expect(await page.getByRole('heading', { name: 'You are not signed in' }).count()).toBe(1);
    await context.request.get(`${pages.url}/sign-in`, { maxRedirects: 0 });
    const response = await page.goto(`${pages.url}/sign-in/callback?code=stolen&state=guessed`);
    expect(response?.status()).toBe(400);
    expect(await session(page)).toBeUndefined();
    expect(await pages.axe(page)).toEqual([]);
  });

  it.each(['//elsewhere.example/', '/\\elsewhere.example', 'https://elsewhere.example/', 'javascript:alert(1)'])(
    'goes on at no address but its own: %s',
    async (then) => {
      const page = await (await pages.browser.another()).newPage();
      await pages.open(page, `/sign-in?then=${encodeURIComponent(then)}`);
      await choose(page, 'Amira Ashdown');
      await page.waitForURL(`${pages.url}/my-work`);
    },
  );

  it('signs out here and at the provider, and the session opens nothing any more', async () => {
    const page = await signedIn('Esther Elm');
    const { value = '' } = (await session(page)) ?? {};
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${pages.url}/`);
    expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(1);
    await page.context().addCookies([{ name: 'waymark-session', value, url: pages.url }]);
    await pages.open(page, '/my-work');
    expect(await page.getByText('Whom do you sign in as?').count()).toBe(1);
  });

  it('refuses a form without its token, and one that another site sent', async () => {
    const page = await signedIn('Amira Ashdown');
    const { request } = page.context();
    const post = async (headers: Readonly<Record<string, string>>, form: Readonly<Record<string, string>>) =>
      (await request.post(`${pages.url}/sign-out`, { form, headers, maxRedirects: 0 })).status();
    const csrf = (await page.locator('input[name=_csrf]').first().getAttribute('value')) ?? '';
    expect(await post({}, {})).toBe(403);
    expect(await post({}, { _csrf: `${csrf.slice(1)}x` })).toBe(403);
    expect(await post({ origin: 'https://elsewhere.example' }, { _csrf: csrf })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'cross-site' }, { _csrf: csrf })).toBe(403);
    expect(await post({}, { _csrf: csrf })).toBe(303);
  });

  it('asks again after half an hour without a request, and after eight hours in any case', async () => {
    const page = await pages.as({}, await pages.browser.another());
    const asks = async () => (await page.context().request.get(`${pages.url}/my-work`, { maxRedirects: 0 })).status();
    for (const minutes of [29, 58, 87]) {
      pages.clock.now = morning + minutes * 60_000;
      expect(await asks()).toBe(200);
    }
    pages.clock.now += 30 * 60_000;
    expect(await asks()).toBe(303);
    pages.clock.now = morning;
    const busy = await pages.as({}, await pages.browser.another());
    const stays = async () => (await busy.context().request.get(`${pages.url}/`, { maxRedirects: 0 })).text();
    for (let minutes = 20; minutes < 480; minutes += 20) {
      pages.clock.now = morning + minutes * 60_000;
      expect(await stays()).toContain('Sign out');
    }
    pages.clock.now = morning + 480 * 60_000;
    expect(await stays()).not.toContain('Sign out');
  });

  it('breaks no policy', () => {
    expect(pages.cspViolations()).toEqual([]);
  });
});
