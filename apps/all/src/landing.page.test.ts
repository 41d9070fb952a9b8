import { catalogue, isFactType } from '#events';
import { dataFaults } from '#http';
import { landingPage, type Landing } from './landing.page.ts';

const landing: Landing = {
  url: 'http://127.0.0.1:3000',
  authority: '855',
  parts: [{ name: 'event store', purpose: 'keeps facts', state: 'ready', pid: 41, restarts: 2 }],
  demonstration: { state: 'off' },
};
const now = Date.parse('2026-11-22T12:00:00Z');

/** The commands a reader would copy, as a shell sees them. */
function commandsIn(page: string): readonly string[] {
  return [...page.matchAll(/<pre><code>([^]*?)<\/code><\/pre>/g)].map(([, code = '']) =>
    code.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
  );
}

describe('the landing page', () => {
  it('shows a request for facts of the right shape, and one of facts that the law refuses', () => {
    const commands = commandsIn(landingPage(landing));
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      expect(command).toMatch(/^curl -i http:\/\/127\.0\.0\.1:3000\/authorities\/855\/children\/FIRST1\/facts /);
      const body = JSON.parse(/-d '([^']*)'/.exec(command)?.[1] ?? '') as { facts: { type: string; data: object }[] };
      for (const { type, data } of body.facts) {
        expect(Object.keys(catalogue)).toContain(type);
        if (isFactType(type)) expect(dataFaults(type, data, { now, today: '2026-11-22' as never })).toEqual([]);
      }
    }
  });

  it('says of each part what it does, how it stands and how often it was started again', () => {
    expect(landingPage(landing)).toContain(
      '<tr><th scope="row">event store</th><td>keeps facts</td><td>ready</td><td>41</td><td>2</td></tr>',
    );
  });

  it('leads to a published figure once demonstration data is complete, and not before', () => {
    const published = '/authorities/855/measures/re-referrals?from=2018-04-01&amp;to=2018-06-30';
    expect(landingPage(landing)).not.toContain(published);
    expect(landingPage({ ...landing, demonstration: { state: 'complete' } })).toContain(published);
  });

  it('needs no script, and lets nothing it is told become markup', () => {
    const page = landingPage({ ...landing, demonstration: { state: 'failed', reason: '<script>alert(1)</script>' } });
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;');
  });
});
