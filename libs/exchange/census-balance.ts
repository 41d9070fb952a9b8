import type { PlainDate } from '#calendar';
import type { Facts, Ordinary, OrdinaryType } from '#events';
import { keyOf, plansToldOn } from './census-alike.ts';
import { withdrawal, type Change, type Merging } from './census-change.ts';
import type { Item, ToldFact } from './census-item.ts';
import { categoriesOn } from './census-past.ts';
import { sameSet, unknownMeeting } from './census-telling.ts';
import { windowOf, type CensusYear } from './census-year.ts';

/** The opening balance of a later year's file, taken over before this one. */
export interface LaterBalance {
  readonly id: string;
  readonly balance: Facts['CaseBroughtForward'];
  readonly since: CensusYear;
}

/**
 * A balance is the first of a child's case: where an earlier year's file tells of one, what the balance told is told as
 * facts instead, but for what that file tells itself. It stays the later file's word, and stands or falls as one.
 */
export function toldAgain(
  { told, child, note, past }: Merging,
  { id, balance, since }: LaterBalance,
): readonly Change[] {
  const item: Item = { kind: 'balance', at: child.at };
  const here = new Set(
    told.flatMap(({ fact }) => (fact.type === 'CaseBroughtForward' ? factsOf(fact.data, 0) : [fact]).map(keyOf)),
  );
  const counted = plansToldOn(told).filter((day) => day < (balance.plan?.startedOn ?? '')).length;
  return [
    {
      fact: withdrawal(id, `${note}: an earlier year’s file tells what was brought forward.`),
      item,
      at: child.at,
      begins: true,
    },
    ...[...factsOf(balance, counted), ...categoriesChanged(told, past, { id, balance, since })]
      .filter((fact) => !here.has(keyOf(fact)))
      .map((fact) => ({ fact, item, at: child.at, begins: true, year: since })),
  ];
}

/** What a balance tells, as files do that tell of more. `counted` are the earlier plans it counts that are told now. */
function factsOf(balance: Facts['CaseBroughtForward'], counted: number): readonly Ordinary[] {
  const { referral, assessment, enquiry, childInNeedPlan, plan } = balance;
  const { on, source, primaryNeed, byTransferIn } = referral;
  const received = {
    on,
    source,
    ...(primaryNeed !== undefined && { primaryNeed }),
    ...(byTransferIn === true && { byTransferIn }),
    decision: 'not-known',
  } as const;
  const facts: Ordinary[] = [{ type: 'ReferralReceived', data: received }];
  if (assessment !== undefined)
    facts.push({ type: 'AssessmentStarted', data: { on: assessment.startedOn, kind: assessment.kind } });
  if (enquiry !== undefined) {
    const data = { on: enquiry.startedOn, attended: 'not-known', decision: 'section-47-single' } as const;
    facts.push({ type: 'StrategyDiscussionHeld', data });
  }
  if (childInNeedPlan !== undefined)
    facts.push({ type: 'ChildInNeedPlanStarted', data: { on: childInNeedPlan.startedOn } });
  if (plan !== undefined) facts.push(...planOf(plan, counted));
  return facts;
}

function planOf(plan: NonNullable<Facts['CaseBroughtForward']['plan']>, counted: number): readonly Ordinary[] {
  const { startedOn, conferenceOn, initialCategories, lastReviewOn } = plan;
  const count = plan.previousPlansHere.count - counted;
  const started = { on: startedOn, categories: initialCategories, ...(count > 0 && { previousPlansHere: { count } }) };
  const met = { on: conferenceOn, ...unknownMeeting, coreGroup: 'not-known', outcome: 'plan' } as const;
  return [
    { type: 'InitialConferenceHeld', data: met },
    { type: 'PlanStarted', data: started },
    ...(lastReviewOn === undefined
      ? []
      : [
          { type: 'ReviewConferenceHeld', data: { on: lastReviewOn, ...unknownMeeting, outcome: 'continue' } } as const,
        ]),
  ];
}

/** Categories that this file has not yet and the balance has changed in the later file's year: on its last review, or else on its first day. */
function categoriesChanged(
  told: Merging['told'],
  { said }: Merging['past'],
  { balance: { plan }, since }: LaterBalance,
): readonly Ordinary[] {
  if (plan === undefined) return [];
  const before =
    categoriesOn(
      told.map(({ fact }) => fact),
      plan.startedOn,
    ) ?? plan.initialCategories;
  if (sameSet(before, plan.latestCategories)) return [];
  const { from, to } = windowOf(since);
  const days = (type: OrdinaryType): readonly PlainDate[] =>
    said
      .flatMap((each) => (each.fact.type === type && each.standing === 'stands' ? [each.fact.data.on] : []))
      .filter((on) => on >= from && on <= to)
      .sort();
  const [endedOn] = days('PlanEnded');
  // What is recorded now of the day a plan ended would stand after its end.
  const on = days('ReviewConferenceHeld').findLast((day) => endedOn === undefined || day < endedOn) ?? from;
  return [{ type: 'PlanCategoriesChanged', data: { on, categories: plan.latestCategories } }];
}

/** A referral that a later year's balance told too, in that file's words: the later year's word stands. */
export function inLaterWords(
  told: ToldFact,
  { past, year }: Merging,
): { readonly fact: Ordinary; readonly year?: CensusYear } {
  const { fact } = told;
  const later = past.said.find(
    (each) =>
      each.standing === 'stands' &&
      each.since > year &&
      each.fact.type === 'CaseBroughtForward' &&
      each.fact.data.referral.on === fact.data.on,
  );
  if (fact.type !== 'ReferralReceived' || later?.fact.type !== 'CaseBroughtForward') return { fact };
  const { source, primaryNeed } = later.fact.data.referral;
  const data = { ...fact.data, source, ...(primaryNeed !== undefined && { primaryNeed }) };
  return { fact: { type: 'ReferralReceived', data }, year: later.since };
}
