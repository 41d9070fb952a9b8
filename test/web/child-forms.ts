import type { Page, Response } from 'playwright-core';

/** What is typed into a form, by the ids of its controls: dates as YYYY-MM-DD, several ticks as a list. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** Fills in the form that is open, as somebody would: by its controls, whatever kind each is of. */
export async function fill(page: Page, answers: Answers): Promise<void> {
  for (const [id, answer] of Object.entries(answers)) {
    if ((await page.locator(`#${id}-day`).count()) > 0) {
      const [year = '', month = '', day = ''] = String(answer).split('-');
      await page.locator(`#${id}-day`).fill(day.replace(/^0/, ''));
      await page.locator(`#${id}-month`).fill(month.replace(/^0/, ''));
      await page.locator(`#${id}-year`).fill(year);
      continue;
    }
    const choices = page.locator(`input[name="${id}"]:is([type=radio], [type=checkbox])`);
    if ((await choices.count()) > 0) {
      for (const value of typeof answer === 'string' ? [answer] : answer) {
        await page.locator(`input[name="${id}"][value="${value}"]`).check({ force: true });
      }
      continue;
    }
    const control = page.locator(`#${id}`);
    const isSelect = (await page.locator(`select#${id}`).count()) > 0;
    if (isSelect) await control.selectOption(String(answer));
    else await control.fill(String(answer));
  }
}

/** Presses a button that sends a form, and waits for the page that answers it. */
export async function press(page: Page, name: string): Promise<Response> {
  const [response] = await Promise.all([
    page.waitForResponse(
      (answer) => (answer.request().isNavigationRequest() && answer.status() < 300) || answer.status() >= 400,
    ),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  await page.waitForLoadState('domcontentloaded');
  return response;
}

/** Follows a link by what it says, and waits for the page it leads to. */
export async function follow(page: Page, name: RegExp): Promise<void> {
  const before = page.url();
  await page.getByRole('link', { name }).first().click();
  await page.waitForURL((url) => url.href !== before, { waitUntil: 'domcontentloaded' });
}
