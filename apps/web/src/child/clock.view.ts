import { inWords, isPlainDate } from '#calendar';
import { duties, dutyNames, forceInWords, limitInWords } from '#timescales';
import type { View } from '../page/page.ts';
import { crumbsTo } from './addresses.ts';
import type { Explained } from './answers.ts';
import { dueInWords } from './clocks.ts';
import { titleOfDuty } from './faults.ts';

type ClockExplained = Explained['clocks'][number];

export interface ClockView extends View {
  readonly clocks: readonly ClockTold[];
}

/** How one clock's due day came about. */
export interface ClockTold {
  readonly startedOn: string;
  readonly countedFrom: string;
  readonly due: string;
  readonly stopped: string | undefined;
  readonly rule: { readonly id: string; readonly limit: string; readonly source: string; readonly force: string };
  readonly how: string;
  /** Day by day, or month by month: what counted, and why not what did not. */
  readonly days: readonly DayTold[];
  readonly counted: string;
  readonly statistics: string | undefined;
}

export interface DayTold {
  readonly on: string;
  readonly counts: boolean;
  readonly why: string;
}

/** Explains a clock of a child, day by day. */
export function clockView(authority: string, child: string, clocks: readonly ClockExplained[]): ClockView {
  return {
    title: titleOfDuty(clocks[0]?.clock ?? ''),
    section: 'my-work',
    breadcrumbs: crumbsTo(authority, child),
    clocks: clocks.map(clockTold),
  };
}

function clockTold(clock: ClockExplained): ClockTold {
  const { explanation, stoppedOn } = clock;
  const { rule } = explanation;
  const duty = dutyNames.find((name) => name === clock.clock);
  return {
    startedOn: inWords(clock.startedOn),
    countedFrom: duty === undefined ? 'the day it started' : duties[duty].countedFrom,
    due: dueInWords(clock),
    stopped: stoppedOn === undefined ? undefined : inWords(stoppedOn),
    rule: { id: rule.id, limit: limitInWords(rule.limit), source: rule.source, force: forceInWords(rule) },
    ...counting(explanation),
  };
}

function counting(
  explanation: ClockExplained['explanation'],
): Pick<ClockTold, 'how' | 'days' | 'counted' | 'statistics'> {
  const none = { days: [], counted: '', statistics: undefined };
  switch (explanation.how) {
    case 'working-days':
      return {
        ...none,
        how: 'Working days are counted from the day after. Weekends and bank holidays do not count.',
        days: explanation.days.map(dayTold),
        counted: 'Day by day',
      };
    case 'days':
      return { ...none, how: explanation.sum.why, days: explanation.days.map(dayTold), counted: 'Day by day' };
    case 'months':
      return {
        how: explanation.sum.why,
        days: explanation.months.map(({ on, why }) => ({ on: inWords(on), counts: true, why })),
        counted: 'Month by month',
        statistics: explanation.statistics?.why,
      };
    case 'hours':
      return { ...none, how: explanation.why };
    case 'named':
      return { ...none, how: explanation.why };
    case 'no-limit':
      return { ...none, how: 'No limit is set, so that nothing is counted.' };
    case 'unknown':
      return { ...none, how: explanation.why };
  }
}

function dayTold({
  on,
  counts,
  why,
}: {
  readonly on: string;
  readonly counts: boolean;
  readonly why: string;
}): DayTold {
  return { on: isPlainDate(on) ? inWords(on) : on, counts, why };
}
