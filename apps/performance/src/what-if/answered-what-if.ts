import { csvText } from '#http';
import { duties } from '#timescales';
import { period } from '../answered.ts';
import type { WhatIfRead } from './asked-what-if.ts';
import type { ClockChange, ClockSide } from './clock-changes.ts';
import type { BothRules, WhatIf } from './what-if.ts';
import type { WhatIfDto } from './what-if.dto.ts';

/** What a comparison came to, with a page of the clocks that change. */
export interface Compared {
  readonly read: WhatIfRead;
  readonly rules: BothRules;
  readonly found: WhatIf;
  readonly changes: readonly ClockChange[];
  readonly total: number;
  readonly next: number | null;
  readonly lastKnown: Record<string, unknown>;
}

export function answeredWhatIf({ read, rules, found, changes, total, next, lastKnown }: Compared): WhatIfDto {
  const { asked, period: days } = read;
  return {
    authority: asked.authority,
    on: asked.on,
    period: { ...days },
    dueIn: asked.due === undefined ? null : { ...asked.due },
    rules: { inForce: rules.before.reading, draft: rules.after.reading },
    lastKnown,
    children: found.children,
    facts: found.facts,
    clocks: found.clocks.map((counts) => ({ ...counts, title: duties[counts.clock].title })),
    total,
    next,
    changes: changes.map((change) => ({ ...change })),
    measures: found.measures.map(({ question, before, after }) => ({
      ...period(question.measure, question),
      title: question.measure.title,
      unit: question.measure.unit,
      moves: JSON.stringify(before) !== JSON.stringify(after),
      before: { ...before },
      after: { ...after },
    })),
  };
}

/** The clocks that change as RFC 4180 says: a line for each, under both sets of rules. */
export function whatIfCsv({ changes }: Pick<WhatIfDto, 'changes'>): string {
  const sideOf = (side: ClockSide | null): unknown[] => [
    side?.rule,
    side?.due,
    side === null ? '' : side.late ? 'late' : 'in-time',
    side?.stoppedOn,
    side?.stoppedBy,
    side?.how,
  ];
  const sides = ['rule', 'due', 'late', 'stoppedOn', 'stoppedBy', 'how'];
  const named = (prefix: string): string[] =>
    sides.map((name) => `${prefix}${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`);
  const header = ['child', 'clock', 'startedOn', 'startedBy', 'change', ...named('before'), ...named('after')];
  return csvText(
    header,
    changes.map(({ child, clock, startedOn, startedBy, change, before, after }) => [
      child,
      clock,
      startedOn,
      startedBy,
      change,
      ...sideOf(before as ClockSide | null),
      ...sideOf(after as ClockSide | null),
    ]),
  );
}
