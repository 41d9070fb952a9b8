import {
  duties,
  dutyNames,
  editions,
  englandTimescales,
  forceInWords,
  limitInWords,
  localDuties,
  singleAssessments,
  standingDocuments,
  statisticalDays,
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

Hours are elapsed hours from an instant, whatever the clocks do that night; from a day without a time, only the last day
they could run out on is known. An emergency protection order runs to the day it names.

Evidence: **V** read in the primary text, **V2** in a secondary text that states the rule, **R** recalled and not checked.
A rule that is only recalled is applied, and is not to be called statutory. A census rule is a count that returns are
validated by, and no duty.

Initial and core assessments end on the day of the authority's own protocol: from ${singleAssessments.earliest} to ${singleAssessments.byDefault},
which stands where an authority does not say. A referral from ${singleAssessments.earliest} until that day begins both an initial and
a single assessment's clock, for it is not known which will be made: the kind that is made cancels the other's clock, which
is then never missed. A single one begun after an initial one all the same counts from the referral.

A referral that says nothing of \`byTransferIn\` is that of a move into the area where it is dated the day such a move was
notified (TransferInNotified): no assessment’s clock runs from it.

## What turns each clock

${table(['clock', 'duty', 'counted from', 'started by', 'met by', 'cancelled by', 'a further start'], dutyNames.map(duty))}
${[...editions, ...standingDocuments].map(edition).join('\n')}
${localRules()}
${withoutClocks}`;
}

function localRules(): string {
  return `## Local rules

Where no national rule exists, an authority may time these for itself: ${localDuties.map((name) => `\`${name}\``).join(', ')}.
It may also set the quorum of its conferences, and the day its single assessments began. The file that the setting
\`LOCAL_RULES\` names gives them, authority by authority; without it nobody has any. An example is
[local-rules.example.json](../examples/local-rules.example.json). Each row has the day it is in force \`from\`, a limit in
working days, days, weeks, months or hours, and its source; a later row of the same duty takes its place. Its force is
*local rule*. A file with any fault is refused at start with every fault listed, and a clock keeps the rule of the day
it started. Figures and receipts carry the rules they were counted by, so that a changed file is a changed reading.
`;
}

/** Table 3 of the project's list of timescales: no fact exists that would meet these duties, and none is invented. */
const withoutClocks = `## Timescales without a clock

Of these no fact is recorded that would meet the duty, so no clock can be kept: return home interviews (72 hours), private
fostering (7 working days, 6 and 12 weeks), reviews and visits of looked-after children (20 working days; 3 and 6 months;
1 week, 6 weeks and 3 months), their health assessments, child assessment orders (7 days), complaints, education, health
and care plans, and allegations against staff. No national interval exists for core groups after the first, visits,
reviews of child in need plans, strategy discussions, acknowledgements or enquiries. All of these but enquiries an
authority may time for itself: see *Local rules*.
`;

function duty(name: Duty): readonly string[] {
  const { timescale, title, countedFrom, startedBy, metBy, cancelledBy, whenRunning, shown } = duties[name];
  const further = { keep: 'changes nothing', restart: 'begins it again', another: 'begins another beside it' }[
    whenRunning
  ];
  const listed = (triggers: readonly Trigger[]) => triggers.map(trigger).join('; ');
  const clock = `${timescale} \`${name}\`${shown ? '' : ' (not shown)'}`;
  return [clock, title, countedFrom, listed(startedBy), listed(metBy), listed(cancelledBy), further];
}

function trigger({
  fact,
  where,
  whereNot,
  unlessRunning = [],
  ifRule,
  whileRunning,
  dayIn,
  fromStartOf,
  ownStart,
  otherMeant,
}: Trigger): string {
  const is = Object.entries<readonly unknown[]>(where ?? {}).map(
    ([field, values]) => `${field} ${values.map(String).join(' or ')}`,
  );
  const isNot = Object.entries<readonly unknown[]>(whereNot ?? {}).map(
    ([field, values]) => `${field} not ${values.map(String).join(' or ')}`,
  );
  const conditions = [
    ...is,
    ...isNot,
    ...[unlessRunning].flat().map((other) => `no ${other} clock running`),
    ...(ifRule === undefined ? [] : [`a rule for ${ifRule} in force`]),
    ...(whileRunning === undefined ? [] : [`while the ${whileRunning} clock runs`]),
    ...(dayIn === undefined ? [] : [`on its ${dayIn}`]),
    ...(fromStartOf === undefined ? [] : [`counted from where a ${fromStartOf} clock began, if one runs`]),
    ...(ownStart === undefined ? [] : ['else from its own start, by the rule of that']),
    ...(otherMeant === true ? ['then never missed'] : []),
  ];
  return conditions.length === 0 ? fact : `${fact} (${conditions.join(', ')})`;
}

function edition({ id, title, from, status }: Edition): string {
  const rules = englandTimescales.packs.filter((rule) => rule.edition === id);
  const to = rules.find(({ inForce }) => inForce.to !== null)?.inForce.to;
  const rows = rules.map((rule) => [
    `\`${rule.id}\``,
    `${duties[rule.duty].title}${rule.ownStart ? ', begun later in the case' : ''}`,
    `${limitInWords(rule.limit)}${statistics(rule.duty)}${rule.inForce.to === (to ?? null) ? '' : `, until the day before ${rule.inForce.to ?? ''}`}`,
    forceInWords(rule),
    rule.source,
    rule.status,
  ]);
  return `## ${title}

In force from ${from} (evidence ${status})${to ? ` until the day before ${to}` : ''}.

${table(['rule', 'duty', 'limit', 'force', 'source', 'evidence'], rows)}`;
}

/** Reviews are due in calendar months, and statistics count days from the same start. */
function statistics(duty: Duty): string {
  const days = (statisticalDays as Partial<Record<Duty, number>>)[duty];
  return days === undefined ? '' : ` (statistics: ${String(days)} days)`;
}
