import type { ClockCountsDto, MeasureBothWaysDto, WhatIfDto } from '../../../performance/src/what-if/what-if.dto.ts';

/** What a draft would come to, for a person: counts by duty, and the measures that move. */
export function whatIfInWords({ authority, children, facts, on, period, dueIn, clocks, measures }: WhatIfDto): string {
  const due = dueIn === null ? '' : `, of those due from ${String(dueIn['from'])} to ${String(dueIn['to'])}`;
  const moving = measures.filter(({ moves }) => moves);
  const still = measures.length - moving.length;
  return [
    `Authority ${authority}: ${String(children)} children, ${String(facts)} facts. Clocks as at ${on}${due}.`,
    '',
    ...(clocks.length === 0 ? ['No clock would change.'] : clocks.map(clockInWords)),
    '',
    `Measures from ${String(period['from'])} to ${String(period['to'])}:`,
    ...moving.map(measureInWords),
    `${moving.length === 0 ? 'None would move' : `The other ${String(still)} would not move`}.`,
    '',
    'Nothing was written. --csv lists every clock that changes.',
  ].join('\n');
}

function clockInWords({ clock, becomesLate, noLongerLate, dueMoves, begins, ends }: ClockCountsDto): string {
  const counts: readonly (readonly [number, string])[] = [
    [becomesLate, 'would become late'],
    [noLongerLate, 'would no longer be late'],
    [dueMoves, 'would fall due on another day'],
    [begins, 'would begin'],
    [ends, 'would be no more'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, words]) => `${String(count)} ${words}`);
  return `  ${clock.padEnd(28)} ${said.join(', ')}`;
}

function measureInWords({ measure, unit, before, after }: MeasureBothWaysDto): string {
  return `  ${measure.padEnd(36)} ${figureInWords(before, unit)} → ${figureInWords(after, unit)}`;
}

/** A figure for a person: a share with what it is made of. */
export function figureInWords(figure: object, unit: string): string {
  const { numerator, denominator, value, excluded } = figure as {
    readonly numerator: number;
    readonly denominator: number | null;
    readonly value: number | null;
    readonly excluded: number;
  };
  const left = excluded > 0 ? `, ${String(excluded)} left out` : '';
  if (denominator === null) return `${String(numerator)} ${unit}${left}`;
  const share = value === null ? 'no value' : `${String(value)}${unit === 'percent' ? ' %' : ` ${unit}`}`;
  return `${share} (${String(numerator)} of ${String(denominator)}${left})`;
}
