import fc from 'fast-check';
import { addDays, plainDate, type PlainDate } from '#calendar';
import { journeyLaw } from '#journey';
import { measures, stillKnown, type Question } from '#measures';
import { openReadModel, openReadModelWriter, type Snapshot } from '#readmodel';
import {
  anyFacts,
  anyLawfulJourney,
  asRecorded,
  dayZero,
  decoded,
  inEachDatabase,
  recorded,
  storedFacts,
  told,
  type OfChild,
} from '#testing';
import { clockState, nationalRules, type Clock, type Rulebook, type StoppedClock } from '#timescales';
import { draftRulesFor, whatIfAsked } from './asked-what-if.ts';
import type { ClockChange } from './clock-changes.ts';
import { whatIf, type WhatIf, type WhatIfAsked } from './what-if.ts';

/** READMODEL_URL of rows nobody has made yet, in the database under test. */
let freshUrl: () => string;
/** Asks a read model of these children, made under these rules. */
async function under<T>(rules: Rulebook, all: readonly OfChild[], ask: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const url = freshUrl();
  const writer = openReadModelWriter({ url, rules, now: () => dayZero });
  await writer.adopt('store-1');
  const events = decoded(storedFacts(all));
  await writer.apply(events, events.at(-1)?.stored.position ?? 0);
  await writer.close();
  const model = openReadModel({ url });
  const answer = await model.at(ask);
  await model.close();
  return answer;
}

const draftOf = (draft: object): Rulebook => {
  const read = draftRulesFor('855', { authorities: [{ authority: '855', ...draft }] }, ['855']);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return { ...nationalRules, reading: read.rules.reading, of: () => read.rules };
};

const source = 'Draft';
const shorter = draftOf({
  singleAssessmentsFrom: '2013-09-02',
  rules: [
    { duty: 'strategy-discussion', from: '2015-01-01', limit: { workingDays: 3 }, source },
    { duty: 'later-core-group', from: '2016-01-01', limit: { weeks: 4 }, source },
    { duty: 'protection-plan-visit', from: '2015-01-01', limit: { days: 10 }, source },
  ],
  conferenceQuorum: [{ from: '2016-06-01', present: ['police'], source }],
  national: [
    { duty: 'assessment', from: '2016-01-01', limit: { workingDays: 20 }, source },
    { duty: 'conference', from: '2016-01-01', to: '2018-01-01', limit: { workingDays: 25 }, source },
    { duty: 'decision', from: '2015-06-01', limit: { days: 5 }, source },
  ],
});

function asked(query: Record<string, string>, today = '2019-06-01'): WhatIfAsked {
  const faults: never[] = [];
  const read = whatIfAsked('855', query, plainDate(today), faults);
  if (read === undefined) throw new Error(JSON.stringify(faults));
  return read.asked;
}

async function compared(
  all: readonly OfChild[],
  draft: Rulebook,
  query: WhatIfAsked,
): Promise<[WhatIf, ClockChange[]]> {
  const changes: ClockChange[] = [];
  const rules = { before: nationalRules.of('855'), after: draft.of('855') };
  const found = await under(nationalRules, all, (snapshot) =>
    whatIf(snapshot, rules, query, (change) => changes.push(change)),
  );
  return [found, changes];
}

const childrenOf = (lists: readonly OfChild['facts'][]): OfChild[] =>
  lists.map((facts, index) => ({ authority: '855', child: `C${String(index)}`, facts }));

const figuresOf = (rules: Rulebook, all: readonly OfChild[], questions: readonly Question[]): Promise<object[]> =>
  under(rules, all, async (snapshot) => {
    const figures: object[] = [];
    for (const question of questions) {
      const one = { question, authority: '855', knownAt: stillKnown - 1 };
      const spread = await snapshot.spread(one);
      figures.push({ ...(await snapshot.figure(one)), ...(spread !== undefined && { spread }) });
    }
    return figures;
  });

const shorterLately = draftOf({
  rules: [
    { duty: 'strategy-discussion', from: '2015-01-01', limit: { workingDays: 3 }, source },
    { duty: 'protection-plan-visit', from: '2015-01-01', limit: { days: 10 }, source },
  ],
  national: [
    { duty: 'assessment', from: '2015-01-01', limit: { workingDays: 5 }, source },
    { duty: 'conference', from: '2015-01-01', limit: { workingDays: 40 }, source },
    { duty: 'decision', from: '2015-01-01', limit: { days: 9 }, source },
  ],
});

function byTheLaw(child: string, facts: OfChild['facts'], on: PlainDate): string[] {
  const clocksUnder = (rules: Rulebook): Map<string, Clock | StoppedClock> => {
    const { clocks } = journeyLaw(rules.of('855')).read(facts);
    return new Map(
      clocks.filter(({ startedOn }) => startedOn <= on).map((clock) => [`${clock.startedBy}/${clock.duty}`, clock]),
    );
  };
  const late = (clock: Clock | StoppedClock | undefined): boolean =>
    clock !== undefined && ['overdue', 'met-late', 'missed'].includes(clockState(clock, on));
  const [was, is] = [clocksUnder(nationalRules), clocksUnder(shorterLately)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [before, after] = [was.get(key), is.get(key)];
    const dues = [before?.due, after?.due];
    const change =
      late(after) && !late(before)
        ? 'becomes-late'
        : late(before) && !late(after)
          ? 'no-longer-late'
          : before === undefined
            ? 'begins'
            : after === undefined
              ? 'ends'
              : dues[0] === dues[1]
                ? undefined
                : 'due-moves';
    return change === undefined ? [] : [[child, key, change, ...dues.map(String)].join(' ')];
  });
}

function named({ child, clock, startedBy, change, before, after }: ClockChange): string {
  const due = (side: ClockChange['before']): string => (side === null ? 'undefined' : String(side.due));
  return [child, `${startedBy}/${clock}`, change, due(before), due(after)].join(' ');
}

/** How many measures a draft moved, in whichever database: few journeys are tried in each, and not every one has a clock. */
let moved = 0;
/** The kinds of change seen to a clock, so too. */
const seen = new Set<string>();

inEachDatabase('a draft of rules', ({ fresh, runs }) => {
  beforeAll(() => {
    freshUrl = fresh;
  });

  it('gives every measure before and after as rows made under either set of rules would', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFacts('x', 24, 12), { minLength: 2, maxLength: 4 }),
        fc.nat(600),
        fc.integer({ min: 200, max: 900 }),
        async (lists, start, length) => {
          const all = childrenOf(
            lists.map((facts, child) => facts.map((fact) => ({ ...fact, id: `${String(child)}${fact.id}` }))),
          );
          const from = addDays(plainDate('2015-06-01'), start);
          const query = asked({ from, to: addDays(from, length) });
          const [found] = await compared(all, shorter, query);
          expect(query.questions).toHaveLength(measures.length);
          expect(found.measures.map(({ before }) => before)).toEqual(
            await figuresOf(nationalRules, all, query.questions),
          );
          expect(found.measures.map(({ after }) => after)).toEqual(await figuresOf(shorter, all, query.questions));
          moved += found.measures.filter(
            ({ before, after }) => JSON.stringify(before) !== JSON.stringify(after),
          ).length;
        },
      ),
      { numRuns: runs(15) },
    );
  }, 120_000);

  it('finds every clock that the law of the journey would have otherwise, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLawfulJourney(), { minLength: 1, maxLength: 3 }),
        fc.nat(900),
        async (lists, day) => {
          const all = childrenOf(lists.map((facts) => facts.map((fact, revision) => asRecorded(fact, revision))));
          const on = addDays(plainDate('2026-01-01'), day % 500);
          const [found, changes] = await compared(all, shorterLately, asked({ on }));
          expect(changes.map(named).sort()).toEqual(
            all.flatMap(({ child, facts }) => byTheLaw(child, facts, on)).sort(),
          );
          const sum = (kind: string): number => changes.filter(({ change }) => change === kind).length;
          const counts = found.clocks.reduce(
            (all_, { becomesLate, noLongerLate }) => [all_[0]! + becomesLate, all_[1]! + noLongerLate],
            [0, 0],
          );
          expect(counts).toEqual([sum('becomes-late'), sum('no-longer-late')]);
          for (const { change } of changes) seen.add(change);
        },
      ),
      { numRuns: runs(25) },
    );
  }, 120_000);

  describe('assessments due within 40 working days from 2027', () => {
    const forty = draftOf({
      national: [{ duty: 'assessment', from: '2027-01-01', limit: { workingDays: 40 }, source }],
    });
    const assessed = (referred: string, authorised?: string) =>
      recorded(
        [
          told('ReferralReceived', referred),
          told('ReferralDecided', referred),
          told('AssessmentStarted', referred),
          ...(authorised === undefined ? [] : [told('AssessmentAuthorised', authorised)]),
        ],
        `${referred}-${authorised ?? ''}`,
      );
    // Referred on Monday 4 January 2027: 40 working days end on Monday 1 March, 45 on Monday 8 March.
    const due = { before: '2027-03-08', after: '2027-03-01' };

    it.each<[string, OfChild['facts'], string, unknown]>([
      [
        'authorised on the fortieth is in time either way',
        assessed('2027-01-04', '2027-03-01'),
        '2027-04-01',
        ['due-moves', false, false],
      ],
      [
        'authorised the day after becomes late',
        assessed('2027-01-04', '2027-03-02'),
        '2027-04-01',
        ['becomes-late', false, true],
      ],
      [
        'authorised after both is late either way',
        assessed('2027-01-04', '2027-03-09'),
        '2027-04-01',
        ['due-moves', true, true],
      ],
      ['still open on the fortieth is not late', assessed('2027-01-04'), '2027-03-01', ['due-moves', false, false]],
      ['still open the day after becomes late', assessed('2027-01-04'), '2027-03-02', ['becomes-late', false, true]],
      [
        'authorised later is open on a day before',
        assessed('2027-01-04', '2027-03-05'),
        '2027-03-02',
        ['becomes-late', false, true],
      ],
    ])('%s', async (_, facts, on, expected) => {
      const [, changes] = await compared(childrenOf([facts]), forty, asked({ on }));
      expect(
        changes.map(({ clock, change, before, after }) => [
          clock,
          before?.due,
          after?.due,
          change,
          before?.late,
          after?.late,
        ]),
      ).toEqual([['assessment', due.before, due.after, ...(expected as unknown[])]]);
    });

    it('leaves those referred before alone, and names the fact that stopped a late one', async () => {
      const [found, changes] = await compared(
        childrenOf([assessed('2026-12-31', '2027-03-02'), assessed('2027-01-04', '2027-03-02')]),
        forty,
        asked({ on: '2027-04-01' }),
      );
      expect(changes).toMatchObject([
        { child: 'C1', after: { stoppedOn: '2027-03-02', stoppedBy: '2027-01-04-2027-03-02-3', how: 'met' } },
      ]);
      expect(found).toMatchObject({
        children: 2,
        facts: 8,
        clocks: [{ clock: 'assessment', becomesLate: 1, noLongerLate: 0, dueMoves: 1, begins: 0, ends: 0 }],
      });
    });

    it('with days given, looks only at clocks due on them under either set of rules', async () => {
      const all = childrenOf([assessed('2027-01-04', '2027-03-02')]);
      const changesIn = async (from: string, to: string) =>
        (await compared(all, forty, asked({ from, to }, '2027-06-01')))[1].length;
      expect(await changesIn('2027-03-01', '2027-03-05')).toBe(1);
      expect(await changesIn('2027-03-08', '2027-03-31')).toBe(1);
      expect(await changesIn('2027-03-02', '2027-03-07')).toBe(0);
    });
  });
});

it('moved a measure, and a clock, among the journeys that were tried', () => {
  expect(moved).toBeGreaterThan(0);
  expect(seen.size).toBeGreaterThan(0);
});
