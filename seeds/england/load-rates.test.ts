import { addMonths, england, plainDate, workingDaysBetween, type PlainDate } from '#calendar';
import type { Facts, Proposed } from '#events';
import type { Recorded } from '#history';
import { count, measureOf, questionOf, versions } from '#measures';
import { englandTimescales } from '#timescales';
import { englandAuthorities } from './authorities.ts';
import type { ToldChild } from './family-told.ts';
import { factsOf } from './identified.ts';
import { loadOf, type LoadAsked } from './load.ts';
import { englandMixes, factorShares } from './mixes.ts';
import { englandRates, planSurvival, siblings } from './rates.ts';
import { englandSpans } from './spans.ts';

const year = { authorities: englandAuthorities, from: plainDate('2024-04-01'), months: 12 };
const day = 86_400_000;

/** What a child's posts are once recorded. */
function recordedOf({ child, posts }: ToldChild): readonly Recorded[] {
  const ids = new Map<Proposed, string>();
  let revision = -1;
  return posts.flatMap(({ recordedAt, facts }, number) => {
    const named = facts.map((_, index) => `${child}-${number}-${index}`);
    return factsOf(facts, named, ids).map((fact, index) => {
      revision += 1;
      return { ...fact, id: named[index] ?? '', revision, recordedAt, recordedBy: 'generator' };
    });
  });
}

function childrenOf(asked: LoadAsked): readonly ToldChild[] {
  return [...new Set([...loadOf(asked)].flat().map(({ of }) => of))];
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
  const rows = children.map((child) => versions(englandTimescales, recordedOf(child)));

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
    near(
      share(assessed, (days) => days <= 45),
      englandRates.assessedInTime.value,
      2.5,
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

  /**
   * The same once more, as the service answers: rows made of the facts, counted by the measures' own definitions. What was
   * under way before the load begins is not told, and what is under way when it ends has not ended: so assessments are
   * asked for once late ones of its first weeks are in, and outcomes of referrals that have had time to come to one.
   */
  it.each<[id: string, from: string, to: string, rate: number]>([
    ['re-referrals', '2024-04-01', '2025-03-31', englandRates.reReferred.value],
    ['referrals-no-further-action', '2024-04-01', '2025-03-31', englandRates.noFurtherAction.value],
    ['referral-decisions-in-1-day', '2024-04-01', '2025-03-31', 100 - englandRates.decidedLate.value],
    ['assessed-not-in-need', '2024-04-01', '2024-11-30', englandRates.assessedNotInNeed.value],
    ['assessments-in-45-days', '2024-08-15', '2025-03-31', englandRates.assessedInTime.value],
    ['conferences-in-15-days', '2024-06-01', '2025-03-31', englandRates.conferencesInTime.value],
    ['repeat-plans', '2024-04-01', '2025-03-31', englandRates.repeatPlans.value],
  ])('%s from %s to %s is the published share, as far as chance allows', (id, from, to, rate) => {
    const measure = measureOf(id);
    const asked = measure && questionOf(measure, { from, to });
    if (asked === undefined || !('question' in asked)) throw new Error(`${id} is not asked as it must be.`);
    const { numerator, denominator } = count(asked.question, rows, Date.parse('2026-01-05'));
    const all = denominator ?? 0;
    expect(all).toBeGreaterThan(400);
    // Siblings fare alike, so that there is less told than there are referrals: by as much, were they all alike.
    const among = siblings.reduce((sum, [many, share]) => sum + many * share, 0);
    const alike = siblings.reduce((sum, [many, share]) => sum + many ** 2 * share, 0) / among;
    const standardError = Math.sqrt(((rate * (100 - rate)) / all) * alike);
    near(percent(numerator, all), rate, 3 * standardError);
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
