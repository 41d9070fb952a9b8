import { setImmediate } from 'node:timers/promises';
import type { PlainDate } from '#calendar';
import { effectiveHistory, type Recorded } from '#history';
import { rowsOf, sameRow, type Figure, type Question, type Row } from '#measures';
import type { FactPlace, Snapshot } from '#readmodel';
import type { Duty, Timescales } from '#timescales';
import { clockChanges, type ClockChange } from './clock-changes.ts';
import { figureTally, membersIn, rowsOfChild } from './figure-tally.ts';

/** What is to be compared under two sets of rules. */
export interface WhatIfAsked {
  readonly authority: string;
  /** The day at whose end clocks are looked at. */
  readonly on: PlainDate;
  /** Only clocks due on one of these days, under either set of rules. */
  readonly due?: { readonly from: PlainDate; readonly to: PlainDate } | undefined;
  readonly questions: readonly Question[];
}

/** How many clocks of one duty the draft would change, and how. */
export interface ClockCounts {
  readonly clock: Duty;
  readonly becomesLate: number;
  readonly noLongerLate: number;
  /** Clocks that would fall due on another day, whether or not that makes them late. */
  readonly dueMoves: number;
  readonly begins: number;
  readonly ends: number;
}

export interface MeasureBothWays {
  readonly question: Question;
  readonly before: Figure;
  readonly after: Figure;
}

export interface WhatIf {
  readonly children: number;
  readonly facts: number;
  readonly clocks: readonly ClockCounts[];
  readonly measures: readonly MeasureBothWays[];
}

export interface BothRules {
  /** The rules in force. */
  readonly before: Timescales;
  /** The draft. */
  readonly after: Timescales;
}

/**
 * Replays an authority's caseload under the rules in force and under a draft, from the facts the read model keeps, child
 * by child, in memory that does not grow with the caseload. Each changed clock is handed over as it is found; nothing is
 * written anywhere.
 */
export async function whatIf(
  snapshot: Snapshot,
  rules: BothRules,
  { authority, on, due, questions }: WhatIfAsked,
  take: (change: ClockChange) => void,
  tell: (facts: number) => void = () => undefined,
): Promise<WhatIf> {
  const counts = new Map<Duty, ClockCounts>();
  const tallies = questions.map((question) => ({
    question,
    before: figureTally(question),
    after: figureTally(question),
  }));
  let [children, facts] = [0, 0];
  for await (const { child, history } of childrenOf(snapshot, authority)) {
    children += 1;
    facts += history.length;
    const effective = effectiveHistory(history);
    const before = [...rowsOf(rules.before, effective)];
    const after = unlessSame(before, [...rowsOf(rules.after, effective)]);
    const [was, is] = [rowsOfChild(child, before), rowsOfChild(child, after)];
    for (const tally of tallies) {
      const members = membersIn(tally.question, was);
      tally.before.add(members);
      tally.after.add(before === after ? members : membersIn(tally.question, is));
    }
    tell(facts);
    if (before === after) continue;
    for (const change of clockChanges(child, { before, after }, on, due)) {
      counts.set(change.clock, counted(counts.get(change.clock), change));
      take(change);
    }
  }
  return {
    children,
    facts,
    clocks: [...counts.values()].sort((a, b) => (a.clock < b.clock ? -1 : 1)),
    measures: tallies.map(({ question, before, after }) => ({
      question,
      before: before.figure(),
      after: after.figure(),
    })),
  };
}

/** The facts of each child, one child after another. Between pages others of the process have their turn. */
async function* childrenOf(
  snapshot: Snapshot,
  authority: string,
): AsyncGenerator<{ readonly child: string; readonly history: readonly Recorded[] }, void, undefined> {
  let last: FactPlace | undefined;
  let history: Recorded[] = [];
  for (;;) {
    const page = await snapshot.factsAfter(authority, last, factsAtOnce);
    for (const { child, fact } of page) {
      if (last !== undefined && last.child !== child) {
        yield { child: last.child, history };
        history = [];
      }
      history.push(fact);
      last = { child, revision: fact.revision };
    }
    if (page.length < factsAtOnce) break;
    await setImmediate();
  }
  if (last !== undefined) yield { child: last.child, history };
}

const factsAtOnce = 1_000;

/** The first rows themselves where the draft changes none of them: most children, who need not be looked at twice. */
function unlessSame(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const isSame = before.length === after.length && before.every((row, place) => isRow(row, after[place]));
  return isSame ? before : after;
}

function isRow(row: Row, other: Row | undefined): boolean {
  return other !== undefined && sameRow(row, other);
}

function counted(before: ClockCounts | undefined, { clock, change, dueMoves }: ClockChange): ClockCounts {
  const was = before ?? { clock, becomesLate: 0, noLongerLate: 0, dueMoves: 0, begins: 0, ends: 0 };
  return {
    clock,
    becomesLate: was.becomesLate + Number(change === 'becomes-late'),
    noLongerLate: was.noLongerLate + Number(change === 'no-longer-late'),
    dueMoves: was.dueMoves + Number(dueMoves),
    begins: was.begins + Number(change === 'begins'),
    ends: was.ends + Number(change === 'ends'),
  };
}
