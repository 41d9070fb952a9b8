import fc from 'fast-check';
import { addDays, plainDate } from '#calendar';
import {
  changeOf,
  groupingOf,
  groupingsOf,
  measures,
  moved,
  nameOf,
  questionOf,
  samePlace,
  type Measure,
  type Members,
  type Question,
} from '#measures';
import { openReadModel, openReadModelWriter, type ReadModel, type ReadModelWriter, type Snapshot } from '#readmodel';
import { anyFacts, day, dayZero, decoded, inEachDatabase, recorded, storedFacts, told, type OfChild } from '#testing';
import { englandTimescales, nationalRules, rulebook } from '#timescales';
import { countToPublish } from './count-to-publish.ts';
import { differenceBetween, type DifferenceEntry, type Side } from './difference.ts';
import { fromParts, inParts } from './members-kept.ts';
import type { KeptMember } from './published.ts';
import { reissued } from './reissue.ts';

/** READMODEL_URL of rows nobody has made yet, in the database under test. */
let freshUrl: () => string;
/** Two moments of one store: its rows as they were first, and then with all that came later. */
interface TwoMoments {
  readonly writer: ReadModelWriter;
  readonly model: ReadModel;
  readonly later: () => Promise<void>;
}

async function twoMoments(
  all: readonly OfChild[],
  share: number,
  rules = nationalRules,
  store = 'store-1',
): Promise<TwoMoments> {
  const url = freshUrl();
  const writer = openReadModelWriter({ url, rules, now: () => dayZero });
  await writer.adopt(store);
  const events = decoded(storedFacts(all));
  const first = events.slice(0, Math.floor((events.length * share) / 100));
  await writer.apply(first, first.at(-1)?.stored.position ?? 0);
  return {
    writer,
    model: openReadModel({ url }),
    later: () => writer.apply(events, events.at(-1)?.stored.position ?? 0),
  };
}

const children: fc.Arbitrary<OfChild[]> = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyFacts(`child${String(index)}`, 24, 8))))
  .map((lists) => lists.map((facts, index): OfChild => ({ authority: '855', child: `C${String(index)}`, facts })));

function asked(measure: Measure, from: number, length: number, pick: number): Question {
  const first = addDays(plainDate('2015-06-01'), from);
  const days = measure.asks === 'at' ? { at: addDays(first, length) } : { from: first, to: addDays(first, length) };
  const parameters = Object.entries(measure.parameters).map(([name, parameter]): [string, string] => {
    if (parameter.kind === 'choice') return [name, parameter.choices[pick % parameter.choices.length] ?? ''];
    if (parameter.kind === 'choices') return [name, parameter.default];
    return [name, String(pick === 0 ? parameter.default : Math.min(parameter.most, parameter.least + pick * 5))];
  });
  const made = questionOf(measure, { ...days, ...Object.fromEntries(parameters) });
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made.question;
}

async function published(
  snapshot: Snapshot,
  question: Question,
  knownAt: number,
  group?: string,
): Promise<Side & { readonly id: string }> {
  const apart = { question, group, grouping: groupingOf(question.measure, group) };
  const { figure, members } = await countToPublish(snapshot, englandTimescales, '855', apart, knownAt);
  const { kept, parts } = inParts('r', members);
  const receipt = {
    id: 'r',
    authority: '855',
    published: { ...figure, members: kept },
    publishedAt: new Date(dayZero).toISOString(),
    publishedBy: { user: 'u1', role: 'analyst' },
    revision: 0,
    evidence: null,
    request: null,
  };
  // As a store gives it back: nothing but JSON.
  return {
    id: question.measure.id,
    receipt: JSON.parse(JSON.stringify(receipt)) as typeof receipt,
    members: fromParts(kept, parts),
  };
}

function figuresIn({ receipt: { published: kept } }: Side): object {
  const { numerator, denominator, value, excluded, groups, spread } = kept;
  return { numerator, denominator, value, excluded, groups, spread };
}

async function countedInTheDatabase(snapshot: Snapshot, question: Question, group?: string): Promise<object> {
  const asked = { question, authority: '855', knownAt: snapshot.projection.knownAt };
  const grouping = groupingsOf(question.measure)[group ?? ''];
  const { digests, ...figure } = await snapshot.figureWithDigests(asked);
  expect(digests).toMatchObject({ numerator: expect.any(String) as string });
  return {
    ...figure,
    groups: grouping && (await snapshot.groups(asked, grouping)),
    spread: await snapshot.spread(asked),
  };
}

/** Every step follows from the one before, all of them make the change, and the entries lead from one to the other. */
function explains(entries: readonly DifferenceEntry[], from: Members<KeptMember>, to: Members<KeptMember>): void {
  for (const { before, after, change, steps } of entries) {
    const places = [before, ...steps.map((step) => step.after)];
    for (const [index, step] of steps.entries()) {
      expect(samePlace(step.before ?? undefined, places[index] ?? undefined)).toBe(true);
    }
    expect(samePlace(places.at(-1) ?? undefined, after ?? undefined)).toBe(true);
    expect(change).toEqual(changeOf(before ?? undefined, after ?? undefined));
  }
  const moves = entries.map(({ child, kind, key, after }) => {
    const named = { child, kind: kind as KeptMember['kind'], key };
    return { name: nameOf(named), before: undefined, after: after === null ? undefined : { ...named, ...after } };
  });
  const places = (members: Members) =>
    [...members.entries()]
      .map(([name, { numerator, denominator, excluded, group }]) =>
        JSON.stringify([name, numerator, denominator, excluded, group]),
      )
      .sort();
  expect(places(moved(from as Members, moves))).toEqual(places(to));
}

/** How often each cause was seen, in whichever database: few histories are tried in each, and not every one moves a figure. */
const seen = new Map<string, number>();

inEachDatabase('published figures', ({ fresh, runs }) => {
  beforeAll(() => {
    freshUrl = fresh;
  });

  it('leads from any figure to any other exactly, for any histories, corrections and two moments', async () => {
    await fc.assert(
      fc.asyncProperty(
        children,
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.nat(measures.length - 1), { minLength: 4, maxLength: 8 }),
        fc.record({ from: fc.nat(300), length: fc.integer({ min: 200, max: 1300 }), pick: fc.constantFrom(0, 0, 1) }),
        fc.record({ from: fc.constantFrom(0, 0, 90), pick: fc.constantFrom(0, 0, 1), back: fc.option(fc.nat(60)) }),
        async (all, share, chosen, one, other) => {
          const { writer, model, later } = await twoMoments(all, share);
          const picked = [...new Set(chosen)].flatMap((index) => measures[index] ?? []);
          const groups = picked.map((measure, index) => Object.keys(groupingsOf(measure))[(one.from + index) % 9]);
          const questions = picked.map((measure) => asked(measure, one.from, one.length, one.pick));
          const firsts: Side[] = [];
          for (const [index, question] of questions.entries()) {
            const group = groups[index];
            firsts.push(
              await model.at((snapshot) => published(snapshot, question, snapshot.projection.knownAt, group)),
            );
          }
          await later();
          for (const [index, from] of firsts.entries()) {
            const measure = picked[index]!;
            await model.at(async (snapshot) => {
              const again = await reissued(snapshot, englandTimescales, from.receipt);
              expect(again.asKnownThen).toMatchObject({ same: true });
              expect(again.verdict).toBe(again.asKnownNow?.same === true ? 'same' : 'moved-by-facts');

              const question = asked(measure, one.from + other.from, one.length, one.pick + other.pick);
              const knownAt = other.back === null ? snapshot.projection.knownAt : dayZero + other.back * (day / 3);
              const to = await published(snapshot, question, knownAt, groups[index]);
              const { entries } = await differenceBetween(snapshot, englandTimescales, from, to);
              explains(entries, from.members, to.members);

              const now = await published(snapshot, questions[index]!, snapshot.projection.knownAt, groups[index]);
              expect(figuresIn(now)).toEqual(await countedInTheDatabase(snapshot, questions[index]!, groups[index]));
              const { entries: untilNow } = await differenceBetween(snapshot, englandTimescales, from, undefined);
              explains(untilNow, from.members, now.members);
              expect((await differenceBetween(snapshot, englandTimescales, now, undefined)).entries).toEqual([]);
              for (const { steps } of [...entries, ...untilNow]) {
                for (const { cause } of steps) seen.set(cause, (seen.get(cause) ?? 0) + 1);
              }
            });
          }
          await model.close();
          await writer.close();
        },
      ),
      { numRuns: runs(25) },
    );
    for (const never of ['store-differs', 'reading-changed', 'definition-changed', 'not-recountable']) {
      expect(seen.get(never)).toBeUndefined();
    }
  }, 120_000);

  describe('a figure published and asked for again', () => {
    const twice = recorded([
      told('ReferralReceived', '2017-06-01'),
      told('ReferralDecided', '2017-06-02', { decision: 'no-further-action' }),
      told('ReferralReceived', '2018-05-10'),
    ]);
    const met = recorded([
      told('ReferralReceived', '2018-05-01'),
      told('StrategyDiscussionHeld', '2018-05-02'),
      told('Section47Concluded', '2018-05-09'),
      told('InitialConferenceHeld', '2018-05-14', { attended: ['social-care'] }),
    ]);
    const ofChild = (facts: OfChild['facts']): OfChild[] => [{ authority: '855', child: 'C0', facts }];
    const question = (id: string, query: Record<string, string>): Question => {
      const made = questionOf(
        measures.find((measure) => measure.id === id)!,
        query,
      );
      if ('faults' in made) throw new Error(JSON.stringify(made.faults));
      return made.question;
    };
    const quarter = { from: '2018-04-01', to: '2018-06-30' };

    async function with_<T>({ model, writer }: TwoMoments, ask: (snapshot: Snapshot) => Promise<T>): Promise<T> {
      const answer = await model.at(ask);
      await model.close();
      await writer.close();
      return answer;
    }

    it('differs by its parameters or its days alone where nothing else does', async () => {
      const steps = await with_(await twoMoments(ofChild(twice), 100), async (snapshot) => {
        const side = (query: Record<string, string>) =>
          published(snapshot, question('re-referrals', query), snapshot.projection.knownAt);
        const twelve = await side(quarter);
        const six = await side({ ...quarter, months: '6' });
        const year = await side({ from: '2017-04-01', to: '2018-03-31' });
        const of = async (from: Side, to: Side) =>
          (await differenceBetween(snapshot, englandTimescales, from, to)).entries.map(({ change, steps }) => [
            change,
            steps.map(({ cause }) => cause),
          ]);
        return [await of(twelve, six), await of(twelve, year)];
      });
      expect(steps).toEqual([
        [[{ numerator: -1, denominator: 0, excluded: 0 }, ['parameters-differ']]],
        [
          [{ numerator: 0, denominator: 1, excluded: 0 }, ['period-differs']],
          [{ numerator: -1, denominator: -1, excluded: 0 }, ['period-differs']],
        ],
      ]);
    });

    it('says which timescales moved it, and that the facts did not', async () => {
      const quorate = question('conferences-quorate', quarter);
      const before = await with_(await twoMoments(ofChild(met), 100), (snapshot) =>
        published(snapshot, quorate, snapshot.projection.knownAt),
      );
      const conferenceQuorum = [
        { present: ['police'] as const, inForce: { from: plainDate('2018-04-01'), to: null }, source: 'protocol' },
      ];
      const local = rulebook([{ authority: '855', rules: [], conferenceQuorum }]);
      const { again, entries } = await with_(await twoMoments(ofChild(met), 100, local), async (snapshot) => ({
        again: await reissued(snapshot, local.of('855'), before.receipt),
        ...(await differenceBetween(snapshot, local.of('855'), before, undefined)),
      }));
      expect(again).toMatchObject({
        verdict: 'moved-by-reading',
        readingChanged: ['rule-packs'],
        asKnownThen: { numerator: 0, denominator: 1, excluded: 0 },
      });
      expect(before.receipt.published).toMatchObject({ numerator: 0, denominator: 0, excluded: 1 });
      expect(entries).toMatchObject([
        {
          change: { numerator: 0, denominator: 1, excluded: -1 },
          steps: [{ cause: 'reading-changed', readingChanged: ['rule-packs'] }],
        },
      ]);
    });

    it('is the same where the timescales changed and moved nothing', async () => {
      const before = await with_(await twoMoments(ofChild(met), 100), (snapshot) =>
        published(snapshot, question('referrals', quarter), snapshot.projection.knownAt),
      );
      const local = rulebook([
        { authority: '855', rules: [], conferenceQuorum: [], singleAssessmentsFrom: plainDate('2013-09-02') },
      ]);
      const again = await with_(await twoMoments(ofChild(met), 100, local), (snapshot) =>
        reissued(snapshot, local.of('855'), before.receipt),
      );
      expect(again).toMatchObject({ verdict: 'same', readingChanged: ['rule-packs'] });
    });

    it('is found again in a copied store, whose positions are others', async () => {
      const before = await with_(await twoMoments(ofChild(twice), 100), (snapshot) =>
        published(snapshot, question('re-referrals', quarter), snapshot.projection.knownAt),
      );
      const shifted = [
        { authority: '856', child: 'X', facts: recorded([told('ReferralReceived', '2018-05-01')], 'x') },
      ];
      const copied = await twoMoments([...shifted, ...ofChild(twice)], 100, nationalRules, 'store-2');
      const again = await with_(copied, (snapshot) => reissued(snapshot, englandTimescales, before.receipt));
      expect(again).toMatchObject({ verdict: 'same', asKnownThen: { numerator: 1, same: true } });
    });

    it('cannot be counted again in a store that lacks its facts, and says so', async () => {
      const before = await with_(await twoMoments(ofChild(twice), 100), (snapshot) =>
        published(snapshot, question('re-referrals', quarter), snapshot.projection.knownAt),
      );
      const other = await twoMoments(
        ofChild(recorded([told('ReferralReceived', '2018-05-10')], 'other')),
        100,
        nationalRules,
        'store-2',
      );
      const again = await with_(other, (snapshot) => reissued(snapshot, englandTimescales, before.receipt));
      expect(again).toMatchObject({ verdict: 'not-recountable', asKnownThen: null, asKnownNow: { numerator: 0 } });
      expect(again.sentence).toMatch(/The last fact it knew, c-2, is not in this store/);
      const gone = { ...before.receipt, published: { ...before.receipt.published, measure: 'no-more' } };
      const { model, writer, later } = await twoMoments(ofChild(twice), 100);
      expect(
        await with_({ model, writer, later }, (snapshot) => reissued(snapshot, englandTimescales, gone)),
      ).toMatchObject({
        verdict: 'not-recountable',
        sentence: expect.stringContaining('There is no measure no-more any more.') as string,
      });
    });
  });
});

describe('members as they are kept', () => {
  const member = (key: string): KeptMember => ({
    child: 'C1',
    kind: 'referral',
    key,
    numerator: true,
    denominator: false,
    excluded: null,
    group: null,
    digest: 'd',
    facts: [key, 'f2'],
  });

  it('are the same once read back, in however many parts', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => member(`k${String(index)}`));
    const odd: KeptMember = { ...member('odd'), excluded: 'n: "x"', denominator: true };
    const { kept, parts } = inParts('r', [...many, odd]);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThan(700_000);
    const back = [...fromParts(kept, [...parts].reverse()).values()];
    expect(JSON.stringify(back)).toBe(JSON.stringify([...many, odd].map((each) => ({ ...back[0], ...each }))));
  });

  it('are told from those of another attempt, and missed when some are gone or altered', () => {
    const { kept, parts } = inParts('r', [member('a'), member('b')]);
    const other = inParts('r', [member('c')]);
    expect(fromParts(kept, [...other.parts, ...parts, ...parts]).size).toBe(2);
    expect(() => fromParts(kept, other.parts)).toThrow(/not whole/);
    const altered = parts.map((part) => ({ ...part, members: part.members.slice(0, 1) }));
    expect(() => fromParts(kept, altered)).toThrow(/not whole/);
  });

  it('of a figure of nothing are none', () => {
    const { kept, parts } = inParts('r', []);
    expect([kept.parts, fromParts(kept, parts).size]).toEqual([0, 0]);
  });
});

it('explained some change among the histories that were tried', () => {
  expect(seen.size).toBeGreaterThan(0);
});
