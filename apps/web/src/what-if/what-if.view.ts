import type { Fault } from '../form/faults.ts';
import { count, one } from '../page/filters.ts';
import type { View } from '../page/page.ts';
import type { ClockChange, Figure, WhatIfAnswer } from './answers.ts';
import { dutyChoices, units, type Typed } from './draft.ts';

export interface WhatIfView extends View {
  readonly duties: readonly object[];
  readonly units: readonly object[];
  readonly typed: Typed;
  readonly answer: AnswerView | undefined;
}

export interface AnswerView {
  readonly says: string;
  readonly on: string;
  readonly clocks: readonly object[];
  readonly changes: readonly object[];
  readonly total: number;
  readonly measures: readonly object[];
  readonly unmoved: number;
}

/** Asks for a rule to be tried, and shows what it would come to. */
export function whatIfView(typed: Typed, faults: readonly Fault[], answer?: WhatIfAnswer): WhatIfView {
  const chosen = (choices: readonly { readonly value: string; readonly text: string }[], value: string): object[] =>
    choices.map((choice) => ({ ...choice, selected: choice.value === value }));
  return {
    title: 'What if a rule were different?',
    section: 'what-if',
    faults,
    duties: [{ value: '', text: 'Choose', selected: typed.duty === '' }, ...chosen(dutyChoices, typed.duty)],
    units: chosen(units, typed.unit),
    typed,
    answer: answer && answerView(answer),
  };
}

/** What a draft of rules would come to, in words and tables. */
export function answerView({ on, children, facts, clocks, total, changes, measures }: WhatIfAnswer): AnswerView {
  const moved = measures.filter(({ moves }) => moves);
  const titles = new Map(clocks.map(({ clock, title }) => [clock, title]));
  return {
    says: `${one(children, 'child', 'children')} with ${one(facts, 'fact')} were gone through. ${
      total === 0 ? 'Nothing would change.' : `${one(total, 'deadline')} would change.`
    } Nothing was recorded.`,
    on,
    clocks: clocks.map((counts) => ({ ...counts })),
    changes: changes.map((change) => ({ ...change, title: titles.get(change.clock), says: changeInWords(change) })),
    total,
    measures: moved.map(({ title, unit, before, after, measure }) => ({
      measure,
      title,
      before: figureInWords(before, unit),
      after: figureInWords(after, unit),
    })),
    unmoved: measures.length - moved.length,
  };
}

function changeInWords({ change }: ClockChange): string {
  return {
    'becomes-late': 'becomes late',
    'no-longer-late': 'no longer late',
    'due-moves': 'due on another day',
    begins: 'begins to run',
    ends: 'no longer runs',
  }[change];
}

function figureInWords({ numerator, denominator, value }: Figure, unit: string): string {
  if (denominator === null) return count(value ?? numerator);
  if (value === null) return 'Nothing to count';
  return `${value.toLocaleString('en-GB', { maximumFractionDigits: 1 })}${unit === 'percent' ? ' %' : ''} (${count(numerator)} of ${count(denominator)})`;
}
