import { printLines, publishedBesideDerived, type AskMeasure } from './published-beside-derived.ts';
import { publishedTargets, type Targets } from './targets.ts';

const only = (...measures: readonly string[]): Targets => ({
  ...publishedTargets,
  targets: publishedTargets.targets.filter(
    ({ authority, measure, period }) =>
      authority === '857' && 'from' in period && period.from === '2017-04-01' && measures.includes(measure),
  ),
});

const asked: unknown[] = [];
const measure: AskMeasure = async (...question) => {
  asked.push(question);
  if (question[1] === 're-referrals') return { numerator: 64, denominator: 308, value: 20.8 };
  if (question[1] === 'repeat-plans') return { numerator: 2, denominator: 23, value: 8.7 };
  return question[1] === 'referrals' ? { numerator: 309, denominator: null, value: 309 } : undefined;
};

describe('published beside derived', () => {
  it('asks for each figure as the service is asked, and says how the two compare', async () => {
    const targets = only('referrals', 're-referrals', 'repeat-plans', 'assessed-not-in-need');
    const lines = await publishedBesideDerived({ measure, targets });
    expect(asked[0]).toEqual(['857', 'referrals', { from: '2017-04-01', to: '2018-03-31' }]);
    expect(lines.map((line) => [line.measure, line.published, line.derived, line.verdict, line.source])).toEqual([
      ['referrals', '308', '309', 'differs', '000_a81d6e74569d7a0f.txt:695; DfE C1_referrals 2018 referral_count'],
      ['re-referrals', '20.8 % (64 of 308)', '20.8 % (64 of 308)', 'agrees', 'DfE C1_referrals 2018 rereferral_count'],
      ['re-referrals', '26 %', '20.8 % (64 of 308)', 'known conflict K14', '000_a81d6e74569d7a0f.txt:696'],
      [
        'assessed-not-in-need',
        '36.4 % (112 of 308)',
        '–',
        'not yet a measure',
        'DfE C1_referrals 2018 not_in_need_count',
      ],
      ['repeat-plans', 'c', 'c', 'suppressed', 'DfE D3_subsequent 2018 CPP_subsequent'],
      ['repeat-plans', '21 %', 'c', 'known conflict K15', '000_a81d6e74569d7a0f.txt:700'],
    ]);
  });

  it('prints a table whose last line counts the verdicts', async () => {
    const printed = printLines(await publishedBesideDerived({ measure, targets: only('referrals', 're-referrals') }));
    const [head, first, ...rest] = printed.split('\n');
    expect(head).toMatch(/^area {2}period +measure +published +derived +verdict +source$/);
    expect(first).toMatch(
      /^857 {3}2017-04-01 to 2018-03-31 {2}referrals +308 +309 +differs +000_a81d6e74569d7a0f\.txt:695;/,
    );
    expect(rest.at(-1)).toBe('1 differs, 1 agrees, 1 known conflict');
    expect(first?.indexOf('309')).toBe(head?.indexOf('derived'));
  });
});
