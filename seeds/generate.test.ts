import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { countedInMemory } from './counted-in-memory.ts';
import { generate } from './generate.ts';
import { publishedBesideDerived, type AskMeasure } from './published-beside-derived.ts';
import { TargetsContradict } from './contradiction.ts';
import { publishedTargets, type Target, type Targets } from './targets.ts';
import { verdictOn } from './verdict.ts';

const journeys = [...generate(publishedTargets)];
const measure = countedInMemory(journeys);

describe('published figures fall out of the demonstration’s facts', () => {
  const named = publishedTargets.targets.map((target) => ({
    ...target,
    days: Object.values(target.period).join(' to '),
  }));

  it.each(named.filter((target) => target.published.suppressed !== true))(
    '$authority $measure, $days',
    async (target) => {
      const derived = await measure(target.authority, target.measure, { ...target.period });
      expect({ derived, verdict: derived && verdictOn(target.published, derived) }).toMatchObject({
        verdict: 'agrees',
      });
    },
  );

  it.each(named.filter((target) => target.published.suppressed === true))(
    '$authority $measure, $days, is a number that may be suppressed',
    async (target) => {
      const derived = await measure(target.authority, target.measure, { ...target.period });
      expect(derived?.numerator).toBeGreaterThanOrEqual(1);
      expect(derived?.numerator).toBeLessThanOrEqual(5);
    },
  );

  it('and nothing differs but what the documents themselves contradict', async () => {
    const lines = await publishedBesideDerived({ measure });
    expect(lines.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(lines.filter(({ verdict }) => verdict === 'not yet a measure')).toEqual([]);
    const conflicts = lines.flatMap(({ verdict }) =>
      verdict.startsWith('known') ? [verdict.slice('known conflict '.length)] : [],
    );
    expect(new Set(conflicts)).toEqual(new Set(['K01', 'K02', 'K12', 'F250', 'K21', 'K14', 'K15', 'K18', 'K19']));
  });
});

describe('the journeys', () => {
  it('are the same on every run', () => {
    expect(digestOf(publishedTargets)).toBe(digestOf(structuredClone(publishedTargets)));
  });

  it('are of the version the file says: other journeys need another version, for a store may hold half of these', () => {
    expect({ version: publishedTargets.version, digest: digestOf(publishedTargets) }).toEqual({
      version: 2,
      digest: '75d57dde05d7cb601d4e4448634c0d93a9917f15b7615bd44e02dabcbf1bbdf1',
    });
  });

  it('name each child once, by its authority’s own kind of id', () => {
    const ids = journeys.map(({ authority, child }) => `${authority} ${child}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^(855 L\d{6}|857 R\d{4})$/);
  });

  it('tell each child’s facts in the order they happened, under a hundred to a child', () => {
    for (const { facts } of journeys) {
      const days = facts.map(({ data }) => ('on' in data ? data.on : ''));
      expect(days).toEqual([...days].sort());
      expect(facts[0]?.type).toBe('ChildRegistered');
      expect(facts.length).toBeLessThan(100);
    }
  });

  it('hold re-referrals on the twelve months’ anniversary, and referrals on the day after it', async () => {
    const months = { from: '2012-04-01', to: '2013-03-31' };
    const usual = await measure('855', 're-referrals', months);
    const within = (days: string) => measure('855', 're-referrals', { ...months, months: days });
    expect(Number((await within('13'))?.numerator) - Number(usual?.numerator)).toBeGreaterThanOrEqual(6);
  });
});

describe('targets come from the file', () => {
  const rutland: Targets = {
    ...publishedTargets,
    stories: publishedTargets.stories.filter(({ authority }) => authority === '857'),
  };

  it('other targets give other journeys, and their own figures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -12, max: 12 }),
        fc.integer({ min: -12, max: 12 }),
        fc.integer({ min: 0, max: 6 }),
        async (more, again, repeats) => {
          const changed = changing(rutland, (target) => {
            if (target.authority !== '857' || !('from' in target.period)) return target.published;
            const year = target.period.from;
            if (target.measure === 'referrals' && year === '2012-04-01') return { numerator: 372 + more };
            if (target.measure === 're-referrals' && year === '2012-04-01')
              return { numerator: 88 + again, denominator: 372 + more };
            if (target.measure === 'referrals-no-further-action' && year === '2012-04-01')
              return { numerator: 40 + repeats };
            if (target.measure === 'repeat-plans' && year === '2017-04-01')
              return { numerator: repeats, denominator: 23 };
            return target.published;
          });
          const derived = countedInMemory(generate(changed));
          await expectFigures(changed, derived, [
            'referrals',
            're-referrals',
            'referrals-no-further-action',
            'repeat-plans',
          ]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('Leicestershire’s first quarter of 2018/19 follows too', async () => {
    const leicestershire = {
      ...publishedTargets,
      stories: publishedTargets.stories.filter(({ authority }) => authority === '855').slice(1),
    };
    const changed = changing(leicestershire, ({ authority, measure: id, period, published }) => {
      if (authority !== '855' || !('2018-06-30' === ('at' in period ? period.at : period.to))) return published;
      if (id === 're-referrals') return { numerator: 400, denominator: 1500 };
      if (id === 'assessments-in-45-days') return { numerator: 700, denominator: 900 };
      if (id === 'reviews-in-timescale') return { numerator: 255, denominator: 261 };
      if (id === 'repeat-plans') return { numerator: 20, denominator: 123 };
      if (id === 'plans-open-over-two-years') return { numerator: 3, denominator: 384 };
      return published;
    });
    const derived = countedInMemory(generate(changed));
    const asked = [
      're-referrals',
      'assessments-in-45-days',
      'reviews-in-timescale',
      'repeat-plans',
      'plans-open-over-two-years',
    ];
    await expectFigures(changed, derived, asked, '2018-06-30');
  });

  it('targets that cannot be met together are refused, naming the arithmetic', () => {
    const changed = changing(publishedTargets, (target) =>
      target.authority === '855' && target.measure === 'plans-ended' ? { numerator: 668 } : target.published,
    );
    expect(() => [...generate(changed)]).toThrow(TargetsContradict);
    expect(() => [...generate(changed)]).toThrow(
      '524 plans open before 2012-04-01, 536 started and 668 ended do not leave 393 open on 2013-03-31',
    );
  });
});

function changing(targets: Targets, published: (target: Target) => Target['published']): Targets {
  return { ...targets, targets: targets.targets.map((target) => ({ ...target, published: published(target) })) };
}

async function expectFigures(
  targets: Targets,
  derived: AskMeasure,
  measures: readonly string[],
  end = '',
): Promise<void> {
  const authorities = new Set(targets.stories.map(({ authority }) => authority));
  const asked = targets.targets.filter(({ authority, measure: id, period, published }) => {
    const last: string = 'at' in period ? period.at : period.to;
    return authorities.has(authority) && measures.includes(id) && published.suppressed !== true && last.endsWith(end);
  });
  expect(asked.length).toBeGreaterThanOrEqual(measures.length);
  for (const { authority, measure: id, period, published } of asked) {
    const figure = await derived(authority, id, { ...period });
    expect({ id, period, published, figure, verdict: figure && verdictOn(published, figure) }).toMatchObject({
      verdict: 'agrees',
    });
  }
}

function digestOf(targets: Targets): string {
  const digest = createHash('sha256');
  for (const journey of generate(targets)) digest.update(JSON.stringify(journey));
  return digest.digest('hex');
}
