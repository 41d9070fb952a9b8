import { readFileSync } from 'node:fs';
import { plainDate } from '#calendar';
import { englandTimescales } from '#timescales';
import { alertDay, type AlertWhen } from './alert-rule.ts';
import { readAlertRules, type AlertRulesUnusable } from './read-alert-rules.ts';
import { isSigned, signatureOf } from './webhook.ts';

const { calendar } = englandTimescales;
const dayOf = (when: AlertWhen, due: string) => alertDay(when, plainDate(due), calendar);

describe('the day of an alert', () => {
  const before = (count: number): AlertWhen => ({ before: count, unit: 'working-days' });
  const after = (count: number): AlertWhen => ({ after: count, unit: 'working-days' });

  it('is so many working days before the due day, bank holidays and weekends between', () => {
    expect(dayOf(before(1), '2026-04-07')).toBe('2026-04-02');
    expect(dayOf(before(2), '2026-04-07')).toBe('2026-04-01');
    expect(dayOf(before(1), '2026-03-09')).toBe('2026-03-06');
    // Due on a Saturday: one working day, the Friday, is still to come on the Thursday.
    expect(dayOf(before(1), '2026-03-14')).toBe('2026-03-12');
  });

  it('is so many working days after it', () => {
    expect(dayOf(after(1), '2026-04-02')).toBe('2026-04-07');
    expect(dayOf(after(1), '2026-03-14')).toBe('2026-03-16');
  });

  it('is the due day, or so many days from it, over a leap day too', () => {
    expect(dayOf('due', '2024-02-29')).toBe('2024-02-29');
    expect(dayOf({ before: 1, unit: 'days' }, '2024-03-01')).toBe('2024-02-29');
    expect(dayOf({ after: 1, unit: 'days' }, '2024-02-28')).toBe('2024-02-29');
  });

  it('is not known where the bank holidays are not', () => {
    expect(dayOf(after(10), calendar.to)).toBeUndefined();
  });
});

describe('a file of alert rules', () => {
  const reading = {
    served: ['855', '856'],
    secretOf: (name: string) => (name === 'ALERT_SECRET' ? 'a secret of some length' : undefined),
    canMail: true,
  };
  const faultsOf = (text: string, asked: Partial<typeof reading> = {}): readonly string[] => {
    try {
      readAlertRules(text, { ...reading, ...asked });
      return [];
    } catch (error) {
      return (error as AlertRulesUnusable).faults;
    }
  };

  it('is read as the example of the documents shows', () => {
    const rules = readAlertRules(readFileSync('docs/examples/alert-rules.example.json', 'utf8'), reading);
    expect(rules.map(({ id, authorities }) => [id, authorities])).toEqual([
      ['conference-two-days', ['855']],
      ['due-today', ['855', '856']],
      ['overdue', ['855', '856']],
    ]);
    expect(rules[1]?.clocks).toContain('later-review');
  });

  it('is refused with every fault it has', () => {
    const rule = {
      id: 'Two Words',
      clocks: ['tea'],
      when: { before: 0, unit: 'weeks' },
      from: 'soon',
      to: [{ role: 'cook' }, { webhook: 'ftp://x', secret: 'S' }, { webhook: 'https://x.org', secret: 'NOT_SET' }, {}],
      colour: 'red',
    };
    const faults = faultsOf(JSON.stringify({ rules: [rule] }));
    for (const place of [
      '/id',
      '/clocks',
      '/when',
      '/from',
      '/to[0]/role',
      '/to[1]/webhook',
      '/to[2]/secret',
      '/to[3]',
    ])
      expect(faults.some((fault) => fault.startsWith(`rules[0]${place}`))).toBe(true);
    expect(faults.some((fault) => fault.includes('colour'))).toBe(true);
    expect(faultsOf('{')).toHaveLength(1);
    const twice =
      '{"rules":[{"id":"a","clocks":"all","when":"due","when":"due","from":"2026-01-01","to":[]}],"rules":[]}';
    expect(faultsOf(twice)).toEqual([
      '"/rules/0/when" is given twice. Give it once.',
      '"/rules" is given twice. Give it once.',
    ]);
    expect(faultsOf('{}')).toEqual(['the file lacks rules.', 'rules must be a list.']);
  });

  it('holds no password, and no address that would add a header to a mail', () => {
    const to = [
      { webhook: 'https://user:word@example.org', secret: 'ALERT_SECRET' },
      { email: 'a@b.org\r\nBcc: c@d.org' },
      { email: 'a@b.org, c@d.org' },
    ];
    const faults = faultsOf(
      JSON.stringify({ rules: [{ id: 'a', clocks: 'all', when: 'due', from: '2026-01-01', to }] }),
    );
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'rules[0]/to[0]/webhook',
      'rules[0]/to[1]/email',
      'rules[0]/to[2]/email',
    ]);
    expect(faults.join()).not.toContain('word@');
  });

  it('cannot send mail without a server, nor call two rules alike', () => {
    const rule = { id: 'a', clocks: 'all', when: 'due', from: '2026-01-01', to: [{ email: 'a@b.org' }] };
    expect(faultsOf(JSON.stringify({ rules: [rule] }), { canMail: false })).toHaveLength(1);
    expect(faultsOf(JSON.stringify({ rules: [rule, rule] }))).toEqual([
      'Two rules are called a. Give each an id of its own: it tells their alerts apart.',
    ]);
  });
});

it('a webhook’s signature holds for its own body, secret and time, and for nothing else', () => {
  const at = Date.UTC(2026, 0, 5, 9);
  const header = signatureOf('secret', '{"a":1}', at);
  expect(isSigned('secret', '{"a":1}', header, at + 299_000)).toBe(true);
  expect(isSigned('secret', '{"a":2}', header, at)).toBe(false);
  expect(isSigned('other', '{"a":1}', header, at)).toBe(false);
  expect(isSigned('secret', '{"a":1}', header, at + 302_000)).toBe(false);
  expect(isSigned('secret', '{"a":1}', header.replace('t=1', 't=2'), at)).toBe(false);
  expect(isSigned('secret', '{"a":1}', 'v1=0', at)).toBe(false);
});

it('a webhook’s signature is as the documents show a receiver', () => {
  const shown = readFileSync('docs/deadlines.md', 'utf8');
  const [, secret = '', body = '', header = ''] = /^secret +(.+)\nbody +(.+)\nheader +(.+)$/m.exec(shown) ?? [];
  expect(signatureOf(secret, body, 1_767_600_000_999)).toBe(header);
});
