import { addMonths, england, plainDate, workingDaysBetween, type PlainDate } from '#calendar';
import type { Facts, Proposed } from '#events';
import type { Recorded } from '#history';
import { journeyLaw } from '#journey';
import { englandTimescales } from '#timescales';
import { englandAuthorities } from './authorities.ts';
import { factsOf } from './identified.ts';
import { loadOf, type LoadAsked, type LoadPost } from './load.ts';
import type { ToldChild } from './family-told.ts';
import { englandMixes, factorShares } from './mixes.ts';
import { englandRates, planSurvival, siblings } from './rates.ts';
import { englandSpans } from './spans.ts';

const law = journeyLaw(englandTimescales);
const year = { authorities: englandAuthorities, from: plainDate('2024-04-01'), months: 12 };
const day = 86_400_000;

/** Judges each post as recording would: on top of the facts typed before it, at the instant it was typed. */
function refusalsOf({ child, posts }: ToldChild): readonly unknown[] {
  const ids = new Map<Proposed, string>();
  const past: Recorded[] = [];
  return posts.flatMap((post, number) => {
    const named = post.facts.map((told, index) => ({ told, id: `${child}-${number}-${index}` }));
    const proposed = factsOf(
      post.facts,
      named.map(({ id }) => id),
      ids,
    );
    const recording = { recordedAt: post.recordedAt, recordedBy: 'generator' };
    const decision = law.decide(
      past,
      proposed.map((fact, index) => ({ ...fact, id: named[index]?.id ?? '' })),
      recording,
    );
    if (!decision.ok || decision.reasonOwed.length > 0) return [{ child, number, facts: proposed, decision }];
    for (const [index, fact] of proposed.entries()) {
      const revision = past.length;
      past.push({ ...fact, id: named[index]?.id ?? '', revision, ...recording });
    }
    return [];
  });
}

function childrenOf(asked: LoadAsked): readonly ToldChild[] {
  return [...new Set([...loadOf(asked)].flat().map(({ of }) => of))];
}

describe('the load of England’s year', () => {
  it('is lawful, post by post, whatever the seed', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const refused = childrenOf({ ...year, seed, facts: 1200 }).flatMap(refusalsOf);
      expect(refused.slice(0, 1)).toEqual([]);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const texts = [7, 7, 8].map((seed) => JSON.stringify([...loadOf({ ...year, seed, facts: 3000 })]));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it('comes in the order typed, in time, and each child’s posts in theirs', () => {
    for (const wave of loadOf({ ...year, seed: 3, facts: 5000 }, 400)) {
      const typed = wave.map(({ of, number }) => of.posts[number]?.recordedAt ?? 0);
      expect(typed).toEqual([...typed].sort((a, b) => a - b));
      expect(Math.max(...typed)).toBeLessThan(Date.parse('2025-04-01'));
      expect(numbersOf(wave)).toEqual(numbersOf(wave).map(({ length }) => Array.from({ length }, (_, index) => index)));
    }
  });

  it('tells of about as many facts as were asked for, and of authorities by their size', () => {
    const children = childrenOf({ ...year, seed: 5, facts: 20_000 });
    const facts = children.reduce((sum, { posts }) => sum + posts.reduce((all, post) => all + post.facts.length, 0), 0);
    expect(facts).toBeGreaterThanOrEqual(20_000);
    expect(facts).toBeLessThan(20_500);
    expect(new Set(children.map(({ authority }) => authority)).size).toBeGreaterThan(120);
  });

  it('has England’s 152 authorities, with England’s children', () => {
    expect(englandAuthorities).toHaveLength(152);
    expect(new Set(englandAuthorities.map(({ code }) => code)).size).toBe(152);
    const children = englandAuthorities.reduce((sum, authority) => sum + authority.children, 0);
    expect(Math.abs(children - englandRates.children0to17.value)).toBeLessThan(200);
  });
});

function numbersOf(wave: readonly LoadPost[]): readonly (readonly number[])[] {
  const of = new Map<ToldChild, number[]>();
  for (const post of wave) of.set(post.of, [...(of.get(post.of) ?? []), post.number]);
  return [...of.values()];
}

describe('what the load is told by comes out of it again', () => {
  const children = childrenOf({ ...year, seed: 2024, facts: 120_000 });
  const all = children.map(({ posts }) =>
    posts.flatMap(({ facts, recordedAt }) => facts.map((told) => ({ told, recordedAt }))),
  );
  const of = (type: Proposed['type']) =>
    all.flatMap((facts) => facts.flatMap(({ told }) => (told.type === type ? [told as Proposed] : [])));
  const inYear = ({ on }: { readonly on: PlainDate }): boolean => on >= '2024-04-01' && on < '2025-04-01';
  const referrals = all.flatMap((facts) =>
    facts.flatMap(({ told }) => (told.type === 'ReferralReceived' && inYear(told.data) ? [told] : [])),
  );
  const percent = (count: number, among: number): number => (100 * count) / among;

  it('so many referrals followed another within twelve months', () => {
    const again = all.flatMap((facts) => {
      const days = facts.flatMap(({ told }) => (told.type === 'ReferralReceived' ? [told.data.on] : []));
      return days.sort().filter((on, index) => inYear({ on }) && within(days[index - 1], on));
    });
    near(percent(again.length, referrals.length), englandRates.reReferred.value, 1.5);
  });

  it('so many referrals came to nothing further', () => {
    const nothing = of('ReferralDecided').filter(
      ({ data }) =>
        (data as { decision: string }).decision === 'no-further-action' && inYear(data as { on: PlainDate }),
    );
    near(percent(nothing.length, referrals.length), englandRates.noFurtherAction.value, 1.5);
  });

  it('so many plans for so many referrals, and so many of them a child’s second', () => {
    // Of referrals late in the year the conference is still to come.
    const plans = of('PlanStarted') as readonly Proposed<'PlanStarted'>[];
    near(percent(plans.length, referrals.length), englandRates.plansStarted.value * (11 / 12), 1);
    const repeated = plans.filter(({ data }) => data.previousPlansHere !== undefined);
    near(percent(repeated.length, plans.length), englandRates.repeatPlans.value, 3);
  });

  it('so many contacts to a referral', () => {
    const contacts = (of('ContactReceived') as readonly Proposed<'ContactReceived'>[]).filter(({ data }) =>
      inYear(data),
    );
    near(contacts.length / referrals.length, englandRates.contacts.value, 0.25);
  });

  it('so many visits and core groups typed late, and so many facts corrected', () => {
    const mentioned = all.flat().filter(({ told }) => told.type === 'ChildVisited');
    const late = mentioned.filter(
      ({ told, recordedAt }) => recordedAt - Date.parse((told as Proposed<'ChildVisited'>).data.on) > day,
    );
    near(percent(late.length, mentioned.length), englandRates.typedLate.value, 1);
    const correctable = all
      .flat()
      .filter(({ told }) =>
        ['ReferralReceived', 'AssessmentAuthorised', 'ChildVisited', 'ContactReceived'].includes(told.type),
      );
    near(percent(of('FactCorrected').length, correctable.length), englandRates.corrected.value, 0.3);
  });

  it('so many facts of other kinds typed on a later day, and so many visits withdrawn as typed twice', () => {
    const others = all.flat().filter(({ told }) => told.type === 'ReferralReceived');
    const later = others.filter(
      ({ told, recordedAt }) => recordedAt - Date.parse((told as Proposed<'ReferralReceived'>).data.on) > day,
    );
    near(percent(later.length, others.length), englandRates.typedNextDays.value, 1);
    near(percent(of('FactWithdrawn').length, of('ChildVisited').length), englandRates.withdrawn.value, 0.2);
  });

  it('so many referrals assessed and not in need', () => {
    const notInNeed = of('AssessmentAuthorised').filter(
      ({ data }) => (data as Facts['AssessmentAuthorised']).outcome === 'no-further-action',
    );
    // Of referrals of the last weeks the assessment is still to come; of those before the year it may be in it.
    const inIt = notInNeed.filter(({ data }) => inYear(data as { on: PlainDate }));
    near(percent(inIt.length, referrals.length), englandRates.assessedNotInNeed.value * (11 / 12), 2);
  });

  it('so many referrals decided late, assessments and conferences in time, and reviews late', () => {
    const decided = intervals('ReferralReceived', 'ReferralDecided');
    near(
      share(decided, (days) => days > 1),
      englandRates.decidedLate.value,
      1,
    );
    const assessed = intervals(
      'ReferralReceived',
      'AssessmentAuthorised',
      ({ before }) => inYear({ on: before }) && before < '2025-01-01',
    );
    // An assessment that another referral followed was in time: so are some more than the rate says.
    near(
      share(assessed, (days) => days <= 45),
      englandRates.assessedInTime.value,
      4,
    );
    const met = intervals('StrategyDiscussionHeld', 'InitialConferenceHeld', ({ before }) => before < '2025-02-15');
    near(
      share(met, (days) => days <= 15),
      englandRates.conferencesInTime.value,
      3,
    );
    const reviews = of('ReviewConferenceHeld') as readonly Proposed<'ReviewConferenceHeld'>[];
    const late = reviews.filter(({ data }) => data.lateReason !== undefined);
    near(percent(late.length, reviews.length), englandRates.reviewsLate.value, 4);
  });

  it('so many enquiries for so many referrals, and so many conferences that made a plan', () => {
    const enquiries = (of('StrategyDiscussionHeld') as readonly Proposed<'StrategyDiscussionHeld'>[]).filter(
      ({ data }) => inYear(data),
    );
    near(percent(enquiries.length, referrals.length), englandRates.enquiries.value, 2);
    const conferences = of('InitialConferenceHeld') as readonly Proposed<'InitialConferenceHeld'>[];
    const withPlan = conferences.filter(({ data }) => data.outcome === 'plan');
    near(percent(withPlan.length, conferences.length), englandRates.conferencesWithPlan.value, 3);
  });

  it('plans that last as long as those of England', () => {
    const lasted = all.flatMap((facts) => {
      const [started, ended] = (['PlanStarted', 'PlanEnded'] as const).map((type) => dayOf(facts, type));
      return started !== undefined && started < '2024-09-01' ? [{ started, ended }] : [];
    });
    for (const [months, open] of planSurvival.filter(([most]) => most <= 6)) {
      const still = lasted.filter(({ started, ended }) => ended === undefined || ended > addMonths(started, months));
      near(percent(still.length, lasted.length), open, 4);
    }
  });

  it('families of so many children referred together', () => {
    const families = new Map<string, number>();
    for (const { data } of of('FamilyLinked') as readonly Proposed<'FamilyLinked'>[])
      families.set(data.familyId, (families.get(data.familyId) ?? 0) + 1);
    const alone = all.filter(
      (facts) =>
        facts.some(({ told }) => told.type === 'ReferralReceived') &&
        !facts.some(({ told }) => told.type === 'FamilyLinked'),
    ).length;
    const counts = [alone, ...[2, 3, 4].map((size) => [...families.values()].filter((many) => many === size).length)];
    const every = counts.reduce((sum, count) => sum + count, 0);
    for (const [index, [, told]] of siblings.entries()) near(percent(counts[index] ?? 0, every), told, 2);
  });

  it('has a source and a standing for every number it is told by', () => {
    for (const { source, status } of [englandRates, englandSpans, englandMixes].flatMap((table) =>
      Object.values<{ readonly source: string; readonly status: string }>(table),
    )) {
      expect(source.length).toBeGreaterThan(10);
      expect(['V', 'D', 'R', 'A']).toContain(status);
    }
    for (const { low, high } of Object.values(englandSpans)) expect(low).toBeLessThanOrEqual(high);
    expect(siblings.reduce((sum, [, percentOf]) => sum + percentOf, 0)).toBe(100);
    expect(planSurvival.map(([, open]) => open)).toEqual(
      [...planSurvival.map(([, open]) => open)].sort((a, b) => b - a),
    );
    expect(Math.max(...Object.values(factorShares))).toBeLessThan(50);
  });

  /** Working days from each fact of one kind to the next of another, of each child. */
  function intervals(
    from: Proposed['type'],
    to: Proposed['type'],
    where: (one: { readonly before: PlainDate }) => boolean = () => true,
  ): readonly number[] {
    return all.flatMap((facts) => {
      const days = (type: Proposed['type']): readonly PlainDate[] =>
        facts.flatMap(({ told }) => (told.type === type ? [(told as Proposed<'ChildVisited'>).data.on] : [])).sort();
      const ends = days(to);
      const starts = days(from);
      return starts.flatMap((before, index) => {
        const next = starts[index + 1] ?? '9999';
        const on = ends.find((day) => day >= before && day <= next);
        return on !== undefined && where({ before }) ? [Number(workingDaysBetween(england, before, on))] : [];
      });
    });
  }

  function share(counts: readonly number[], is: (count: number) => boolean): number {
    return percent(counts.filter(is).length, counts.length);
  }
});

function dayOf(
  facts: readonly { readonly told: ToldChild['posts'][number]['facts'][number] }[],
  type: 'PlanStarted' | 'PlanEnded',
): PlainDate | undefined {
  const one = facts.find(({ told }) => told.type === type)?.told as Proposed<'PlanStarted'> | undefined;
  return one?.data.on;
}

function within(before: PlainDate | undefined, on: PlainDate): boolean {
  return before !== undefined && Date.parse(on) - Date.parse(before) <= 365 * day;
}

function near(found: number, told: number, by: number): void {
  expect({ found, by, isNear: Math.abs(found - told) <= by }).toEqual({ found, by, isNear: true });
}
