import {
  duties,
  dutyNames,
  editions,
  englandTimescales,
  forceInWords,
  limitInWords,
  type Duty,
  type Edition,
  type Trigger,
} from '#timescales';
import { table } from './docs-table.ts';

/** What starts and stops each clock, and how long it runs, edition by edition. */
export function timescalesDocument(): string {
  const { calendar } = englandTimescales;
  return `# Timescales

A clock is a date, worked out when its duty begins; it keeps the rule in force that day. Working days leave out weekends
and the holidays of the calendar \`${calendar.version}\` (${calendar.from} to ${calendar.to}); the
first working day after the start is day 1, and a due day beyond the table is unknown, never guessed. Months end on the same day of the month, or its last.

Evidence: **V** read in the primary text, **V2** in a secondary text that states the rule, **R** recalled and not checked.
A rule that is only recalled is applied, and is not to be called statutory.

## What turns each clock

${table(['clock', 'duty', 'counted from', 'started by', 'met by', 'cancelled by', 'a further start'], dutyNames.map(duty))}
${editions.map(edition).join('\n')}`;
}

function duty(name: Duty): readonly string[] {
  const { timescale, title, countedFrom, startedBy, metBy, cancelledBy, whenRunning, shown } = duties[name];
  const further = { keep: 'changes nothing', restart: 'begins it again', another: 'begins another beside it' }[
    whenRunning
  ];
  const listed = (triggers: readonly Trigger[]) => triggers.map(trigger).join('; ');
  const clock = `${timescale} \`${name}\`${shown ? '' : ' (not shown)'}`;
  return [clock, title, countedFrom, listed(startedBy), listed(metBy), listed(cancelledBy), further];
}

function trigger({ fact, where, whereNot, unlessRunning = [], countedFrom }: Trigger): string {
  const is = Object.entries<readonly unknown[]>(where ?? {}).map(
    ([field, values]) => `${field} ${values.map(String).join(' or ')}`,
  );
  const isNot = Object.entries<readonly unknown[]>(whereNot ?? {}).map(
    ([field, values]) => `${field} not ${values.map(String).join(' or ')}`,
  );
  const none = [unlessRunning].flat().map((other) => `no ${other} clock running`);
  const conditions = [...is, ...isNot, ...none, ...(countedFrom === undefined ? [] : [`counted from ${countedFrom}`])];
  return conditions.length === 0 ? fact : `${fact} (${conditions.join(', ')})`;
}

function edition({ id, title, from, status }: Edition): string {
  const rules = englandTimescales.packs.filter((rule) => rule.edition === id);
  const to = rules.find(({ inForce }) => inForce.to !== null)?.inForce.to;
  const rows = rules.map((rule) => [
    `\`${rule.id}\``,
    duties[rule.duty].title,
    limitInWords(rule.limit),
    forceInWords(rule),
    rule.source,
    rule.status,
  ]);
  return `## ${title}

In force from ${from} (evidence ${status})${to ? ` until the day before ${to}` : ''}.

${table(['rule', 'duty', 'limit', 'force', 'source', 'evidence'], rows)}`;
}
