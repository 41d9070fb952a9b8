import type { Proposed } from '#events';
import type { Recorded } from '#history';
import type { Decision, RefusedByOrder } from '#journey';
import type { At, ChildRead } from './census-child.ts';
import type { CensusFault } from './census-fault.ts';
import type { Item } from './census-item.ts';
import type { Change } from './census-change.ts';
import { changes } from './census-merge.ts';
import { censusPast, knownFrom, type CensusOrigins } from './census-past.ts';
import { ruleOfRefusal, type ItemKind } from './census-rules.ts';
import { told } from './census-told.ts';
import type { CensusYear } from './census-year.ts';

/** What there is of a child already. */
export interface Journey {
  /** The child's facts, whole, in the order recorded, their personal texts open. */
  readonly facts: readonly Recorded[];
  /** Which of them an import of a census recorded. */
  readonly origins: CensusOrigins;
  /** What the law says to facts proposed together, none asked for a reason. */
  readonly judge: (facts: readonly Proposed[]) => Decision;
}

/** What is to be recorded of a child because of a file, and what the file says that cannot stand. */
export interface ChildTaken {
  /** Facts the law accepts together; none where the file changes nothing. */
  readonly facts: readonly Proposed[];
  /** Where in the file each fact comes from. */
  readonly places: readonly At[];
  /** Of which year's file each fact is the word: of another than this one where a balance is told again as facts. */
  readonly years: readonly CensusYear[];
  /** In order of lines. */
  readonly faults: readonly CensusFault[];
}

/**
 * Takes a child over from a file: what it tells, held against itself, against what other files told and against the law.
 * What the law refuses is left out with what cannot stand without it, and the rest is asked for again, so that the same
 * file and journey always come to the same. `file` is named in corrections.
 */
export function take(read: ChildRead, file: string, year: CensusYear, journey: Journey): ChildTaken {
  const past = censusPast(journey.facts, journey.origins);
  const { facts: all, faults } = told(read, year, knownFrom(past, year));
  const child: Item = { kind: 'child', at: { path: 'Child', place: read.place } };
  const note = `Census ${String(year)}, ${file}`;
  const withdraws = !faults.some(({ leftOut }) => leftOut === 'item' || leftOut === 'child');
  let left = read.child === undefined ? [] : changes({ told: all, past, year, child, note, withdraws });
  const found: Found[] = [];
  while (left.length > 0) {
    const decision = journey.judge(left.map(({ fact }) => fact));
    if (decision.ok || decision.because === 'reason') break;
    const refused = left[decision.fact] ?? left[0];
    if (refused === undefined) break;
    const gone = fallenWith(refused, left);
    // That a balance cannot be told otherwise is told with the referral that then cannot stand.
    if (refused.item.kind !== 'balance') noteRefusal(found, read.id, refused, decision, gone);
    left = withoutPlan(
      refused,
      left.filter((each) => !gone.has(each)),
    );
  }
  const refusals = found.map(({ fault, lines }) => ({
    ...fault,
    ...(lines.size > 0 && { alsoLeftOut: [...lines].sort((a, b) => a - b) }),
  }));
  return {
    facts: left.map(({ fact }) => fact),
    places: left.map(({ at }) => at),
    years: left.map((each) => each.year ?? year),
    faults: [...faults, ...refusals].sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

interface Found {
  readonly fault: CensusFault;
  readonly kind: ItemKind;
  readonly lines: Set<number>;
}

/** What was refused and all that is part of it; a plan that the conference decided on too. */
function fallenWith(refused: Change, left: readonly Change[]): ReadonlySet<Change> {
  const gone = new Set([refused]);
  if (!refused.begins && refused.item.kind !== 'conference') return gone;
  const items = new Set<Item>([refused.item]);
  if (refused.item.kind === 'conference') {
    for (const { item, fact } of left)
      if (fact.type === 'PlanStarted' && dayOf(fact) === dayOf(refused.fact)) items.add(item);
  }
  for (const each of left) if (isPartOf(each.item, items)) gone.add(each);
  return gone;
}

function isPartOf(item: Item | undefined, items: ReadonlySet<Item>): boolean {
  return item !== undefined && (items.has(item) || isPartOf(item.of, items));
}

/** A conference decided on no plan of which none is taken over. */
function withoutPlan(refused: Change, left: readonly Change[]): readonly Change[] {
  if (refused.fact.type !== 'PlanStarted') return left;
  return left.map((each) =>
    each.fact.type === 'InitialConferenceHeld' && dayOf(each.fact) === dayOf(refused.fact)
      ? { ...each, fact: { ...each.fact, data: { ...each.fact.data, outcome: 'child-in-need' } } }
      : each,
  );
}

function dayOf({ data }: Proposed): string | undefined {
  return 'on' in data ? data.on : undefined;
}

/** Notes a refusal once: a referral refused because a closure was is told with the closure. */
function noteRefusal(
  found: Found[],
  child: string | undefined,
  refused: Change,
  decision: RefusedByOrder,
  gone: ReadonlySet<Change>,
): void {
  const lines = [...gone].map(({ at }) => at.place.line).filter((line) => line !== refused.at.place.line);
  const { code, laterFacts: [fallen] = [] } = decision;
  const cause = code === 'case-already-open' ? found.find(({ kind }) => kind === 'closure') : undefined;
  if (cause !== undefined) {
    for (const line of [refused.at.place.line, ...lines]) cause.lines.add(line);
    return;
  }
  const { kind, at } =
    refused.item.kind === 'child' ? { ...refused.item, at: refused.at } : { kind: refused.item.kind, at: refused.at };
  const opened = code === 'still-open' ? openRule(decision.open) : undefined;
  const rule = opened ?? ruleOfRefusal(fallen?.code ?? code, fallen === undefined ? kind : kindOf(fallen.type));
  const named = fallen === undefined ? '' : ` ${fallen.type} of ${fallen.on}, recorded here, could not stand with it.`;
  const open = decision.open === undefined ? '' : ` Open: ${decision.open.join('; ')}.`;
  found.push({
    kind,
    lines: new Set(lines),
    fault: {
      child,
      element: at.path,
      ...at.place,
      rule,
      code,
      reason: `${decision.sentence}${named}${open}`,
      leftOut: refused.begins ? 'item' : 'value',
    },
  });
}

function openRule(open: readonly string[] = []): string {
  if (open.some((phrase) => phrase.includes('assessment'))) return '8867';
  return open.some((phrase) => phrase.includes('enquiry') || phrase.includes('conference')) ? '8868' : '8565';
}

function kindOf(type: Proposed['type']): ItemKind {
  return type === 'CaseClosed' ? 'closure' : type === 'PlanEnded' ? 'plan-end' : 'plan';
}
