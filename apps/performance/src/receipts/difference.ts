import {
  askedAgain,
  changeOf,
  movedByFacts,
  movesBetween,
  type Apart,
  type Change,
  type CountedMember,
  type FactMove,
  type Member,
  type Members,
  type Move,
  type Place,
  type Question,
} from '#measures';
import type { Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { causeOfFact, type Cause, type CausingFact } from './causes.ts';
import { keeping } from './members-kept.ts';
import type { KeptMember, Receipt } from './published.ts';
import { isKnown, knownNow, recount, type Known } from './recount.ts';
import { changesOfReading, knownAsOf, type ReadingPart } from './reissue.ts';

/** One of two figures: as it was published, or, without a receipt, as the first one's question is answered now. */
export interface Side {
  readonly receipt: Receipt;
  readonly members: Members<KeptMember>;
}

/** One thing that moved a row from one place in a figure to another; null for no part in it. */
export interface Step {
  readonly cause: Cause;
  readonly before: Place | null;
  readonly after: Place | null;
  readonly fact?: CausingFact;
  /** What of the reading was changed, where that is the cause. */
  readonly readingChanged?: readonly ReadingPart[];
}

/** A row that has another place in the second figure than in the first, and every step of the way there. */
export interface DifferenceEntry {
  readonly child: string;
  readonly kind: string;
  readonly key: string;
  readonly before: Place | null;
  readonly after: Place | null;
  readonly change: Change;
  readonly steps: readonly Step[];
}

/**
 * Explains one figure from another, row by row: made in order, the steps of all entries lead from the first figure's
 * members to the second's, answered with them, exactly. The first is counted again as it was known, read as today; then of the second's days
 * and parameters; then as the second was known, fact by fact; and last as the second was read.
 */
export async function differenceBetween(
  snapshot: Snapshot,
  rules: Timescales,
  from: Side,
  to: Side | undefined,
): Promise<{ readonly entries: readonly DifferenceEntry[]; readonly members: Members }> {
  const isApart = to === undefined || from.receipt.published.group === to.receipt.published.group;
  if (!isApart && from.receipt.published.group !== undefined) {
    return differenceBetween(snapshot, rules, together(from), together(to));
  }
  if (!isApart) return differenceBetween(snapshot, rules, from, together(to));
  const stages = await stagesOf(snapshot, rules, from, to);
  const steps = new Map<string, Step[]>();
  let last: Members<Stood> = from.members;
  for (const { members, explain } of stages) {
    for (const move of movesBetween<Stood>(last, members)) {
      const list = steps.get(move.name) ?? [];
      list.push(...(await explain(move)));
      steps.set(move.name, list);
    }
    last = members;
  }
  const entries = movesBetween<Stood>(from.members, last).map((move) => entryOf(move, steps.get(move.name) ?? []));
  return { entries, members: last };
}

/** The same figure, not told apart: two that are told apart by other things are compared as wholes. */
function together({ receipt, members }: Side): Side {
  const { group, ...published } = receipt.published;
  if (group === undefined) return { receipt, members };
  return {
    receipt: { ...receipt, published },
    members: new Map([...members].map(([name, member]) => [name, { ...member, group: null }])),
  };
}

/** A member as kept or as counted: with the digest of its row, as one is told from another by. */
type Stood = Member & Pick<KeptMember, 'digest'>;

/** The members at one point of the way, and what moved a row there from where it stood before. */
interface Stage {
  readonly members: Members<Stood>;
  readonly explain: (move: Move<Stood>) => Promise<readonly Step[]> | readonly Step[];
}

async function stagesOf(
  snapshot: Snapshot,
  rules: Timescales,
  from: Side,
  to: Side | undefined,
): Promise<readonly Stage[]> {
  const { authority } = from.receipt;
  const first = askedAgain(from.receipt.published);
  const second = to === undefined ? first : askedAgain(to.receipt.published);
  if ('why' in first || 'why' in second) {
    return to === undefined ? [] : [{ members: to.members, explain: (move) => [stepOf(move, 'not-recountable')] }];
  }
  const { grouping } = first;
  const counted = async (question: Question, known: Known): Promise<Members<Stood>> =>
    stood(await recount(snapshot, rules, authority, { question, grouping }, known));
  const knownFirst = await knownOr(snapshot, from.receipt);
  const knownSecond = to === undefined ? knownNow(snapshot) : await knownOr(snapshot, to.receipt);
  const stages: Stage[] = [
    {
      members: await counted(first.question, knownFirst),
      explain: (move) => [readingStep(move, rules, first.question, from.receipt)],
    },
  ];
  let { question } = first;
  if (!alike(question.period, second.question.period)) {
    question = { ...question, period: second.question.period };
    const explain = (move: Move<Stood>) => [stepOf(move, 'period-differs')];
    stages.push({ members: await counted(question, knownFirst), explain });
  }
  if (!alike(question.parameters, second.question.parameters)) {
    ({ question } = second);
    const explain = (move: Move<Stood>) => [stepOf(move, 'parameters-differ')];
    stages.push({ members: await counted(question, knownFirst), explain });
  }
  const explainFacts = byFacts(snapshot, rules, authority, { question, grouping }, knownFirst, knownSecond);
  stages.push({ members: await counted(question, knownSecond), explain: explainFacts });
  if (to !== undefined) {
    const { members, receipt } = to;
    stages.push({ members, explain: (move) => [readingStep(move, rules, second.question, receipt)] });
  }
  return stages;
}

/** Where its last fact cannot be found any more, what is known by the same instant is the nearest there is. */
async function knownOr(snapshot: Snapshot, receipt: Receipt): Promise<Known> {
  const known = await knownAsOf(snapshot, receipt);
  if (!('why' in known)) return known;
  const { knownAt } = receipt.published;
  return { knownAt: knownAt === null ? 0 : Date.parse(knownAt), position: Number.MAX_SAFE_INTEGER };
}

function stood(members: Members<CountedMember>): Members<Stood> {
  return new Map([...members].map(([name, member]) => [name, keeping(member)]));
}

/** Finds the facts that moved a child's rows, once for each child. */
function byFacts(
  snapshot: Snapshot,
  rules: Timescales,
  authority: string,
  { question, grouping }: Apart,
  first: Known,
  second: Known,
): Stage['explain'] {
  let of: { readonly child: string; readonly moves: ReadonlyMap<string, readonly Step[]> } | undefined;

  async function movesOf(child: string): Promise<ReadonlyMap<string, readonly Step[]>> {
    const placed = await snapshot.factsOf(authority, child);
    const facts = placed.map(({ fact }) => fact);
    const [before, after] = [first, second].map((known) => placed.filter((each) => isKnown(each, known)).length);
    const [knownFirst, knownSecond] = [before ?? 0, after ?? 0];
    const found = movedByFacts(
      rules,
      question,
      child,
      facts.slice(0, Math.max(knownFirst, knownSecond)),
      Math.min(knownFirst, knownSecond),
      grouping,
    );
    const isBack = knownSecond < knownFirst;
    return new Map([...found].map(([name, moves]) => [name, stepsOf(moves, isBack)]));
  }

  function stepsOf(moves: readonly FactMove[], isBack: boolean): readonly Step[] {
    const steps = moves.map((move): Step => {
      const { cause, ...fact } = causeOfFact(move.fact, move.facts, first.knownAt);
      return isBack
        ? { cause: 'not-known-by-then', before: placeOf(move.after), after: placeOf(move.before), fact }
        : { cause, before: placeOf(move.before), after: placeOf(move.after), fact };
    });
    return isBack ? steps.reverse() : steps;
  }

  return async (move) => {
    const child = (move.after ?? move.before)?.child ?? '';
    if (of?.child !== child) of = { child, moves: await movesOf(child) };
    return of.moves.get(move.name) ?? [stepOf(move, 'store-differs')];
  };
}

/** Between a figure as it was published and the same counted with today's reading. */
function readingStep(move: Move<Stood>, rules: Timescales, { measure }: Question, { published }: Receipt): Step {
  const readingChanged = changesOfReading(rules, measure, published);
  if (readingChanged.length === 0) return stepOf(move, 'store-differs');
  const isSameRow = move.before !== undefined && move.before.digest === move.after?.digest;
  const isDefinition = readingChanged.every((part) => part === 'definition');
  const cause =
    isDefinition || (isSameRow && readingChanged.includes('definition')) ? 'definition-changed' : 'reading-changed';
  return { ...stepOf(move, cause), readingChanged };
}

function stepOf({ before, after }: Move, cause: Cause): Step {
  return { cause, before: placeOf(before), after: placeOf(after) };
}

function entryOf({ before, after }: Move<Stood>, steps: readonly Step[]): DifferenceEntry {
  const { child = '', kind = '', key = '' } = after ?? before ?? {};
  return { child, kind, key, before: placeOf(before), after: placeOf(after), change: changeOf(before, after), steps };
}

function placeOf(member: Place | undefined): Place | null {
  if (member === undefined) return null;
  const { numerator, denominator, excluded, group } = member;
  return { numerator, denominator, excluded, group };
}

function alike(a: object, b: object): boolean {
  const sorted = (of: object): string => JSON.stringify(Object.entries(of).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
