import { accountInWords, figuresAccounted } from './figures-accounted.ts';
import reference from './published/published-figures.json' with { type: 'json' };
import { reckonedBesideDerived } from './reckoned-figures.ts';
import { measureOf } from '#measures';
import type { Derived } from './verdict.ts';

const accounted = figuresAccounted();
const of = (figure: string): (typeof accounted)[number] | undefined => accounted.find((each) => each.figure === figure);

describe('every published figure is accounted for', () => {
  it('once each, in the order of the documents', () => {
    expect(accounted.map(({ figure }) => figure)).toEqual(reference.figures.map(({ id }) => id));
    expect(accounted.every(({ why }) => why.length > 10)).toBe(true);
  });

  it('by measures there are', () => {
    expect(accounted.flatMap(({ of: id }) => (id === null || measureOf(id) !== undefined ? [] : [id]))).toEqual([]);
  });

  it('asked for, resting on facts the demonstration does not tell, or on facts that are not kept', () => {
    const counts = Object.fromEntries(
      [...new Set(accounted.map(({ standing }) => standing))].map((standing) => [
        standing,
        accounted.filter((each) => each.standing === standing).length,
      ]),
    );
    expect(counts).toEqual({
      'asked for': 93,
      'rests on these facts, not built into the demonstration': 124,
      'does not rest on facts kept here': 176,
      'says nothing of children': 2,
    });
    expect(accountInWords(accounted)).toMatch(/^Of 395 published figures: 176 does not rest/);
  });

  it('with the contradiction that explains one its own counts contradict', () => {
    expect(['F267', 'F270', 'F289', 'F299', 'F357', 'F266'].map((figure) => of(figure)?.conflict)).toEqual([
      'K18',
      'K18',
      'K18',
      'K18',
      'K17',
      null,
    ]);
  });
});

describe('figures that follow from others', () => {
  const counts: Readonly<Record<string, Derived>> = {
    '855 2012-03-31': { numerator: 524, denominator: null, value: 524 },
    '855 2013-03-31': { numerator: 393, denominator: null, value: 393 },
    '855 2017-03-31': { numerator: 428, denominator: null, value: 428 },
    '855 2018-03-31': { numerator: 394, denominator: null, value: 394 },
    '855 2018-06-30': { numerator: 250, denominator: 261, value: 95.8 },
    '857 2012-03-31': { numerator: 27, denominator: null, value: 27 },
    '857 2013-03-31': { numerator: 35, denominator: null, value: 35 },
  };

  it('agree, or are named by the contradiction of what they follow from', async () => {
    const lines = await reckonedBesideDerived(
      async (authority, _, query) => counts[`${authority} ${String(query['at'])}`],
    );
    expect(lines.map(({ published, derived, verdict }) => [published, derived, verdict])).toEqual([
      ['-7.9 %', '-7.9 % (428, then 394)', 'agrees'],
      ['11 children', '11 children (250)', 'agrees'],
      ['-25 %', '-25 % (524, then 393)', 'agrees'],
      ['53 %', '30 % (27, then 35)', 'known conflict K21'],
    ]);
    const differing = await reckonedBesideDerived(async () => ({ numerator: 5, denominator: 6, value: 83.3 }));
    expect(differing.map(({ verdict }) => verdict)).toEqual(['differs', 'differs', 'differs', 'differs']);
    const unknown = await reckonedBesideDerived(async () => undefined);
    expect(new Set(unknown.map(({ verdict }) => verdict))).toEqual(new Set(['not yet a measure']));
  });
});
