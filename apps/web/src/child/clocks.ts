import { inWords, isPlainDate, workingDaysBetween, type Calendar, type PlainDate } from '#calendar';
import type { ClockRead, State } from './answers.ts';
import { titleOfDuty } from './faults.ts';

/** The day and the calendar clocks are looked at with. */
export interface Looking {
  readonly today: PlainDate;
  readonly calendar: Calendar;
}

/** A clock as a page shows it. */
export interface ClockShown {
  readonly clock: string;
  readonly title: string;
  readonly state: State;
  /** What its tag says, and the colour GOV.UK gives such tags. The words say all that the colour does. */
  readonly tag: { readonly text: string; readonly classes: string };
  readonly due: string;
  /** "12 working days left", "3 working days gone", or how it came to its end. */
  readonly says: string;
  readonly startedOn: PlainDate;
  readonly isOpen: boolean;
}

/** A child's clocks: those that run, the most pressing first; and those that are over, the latest first. */
export interface ClocksShown {
  readonly open: readonly ClockShown[];
  readonly over: readonly ClockShown[];
}

export function clocksShown(clocks: readonly ClockRead[], looking: Looking): ClocksShown {
  const shown = clocks.map((clock) => ({ clock, shown: clockShown(clock, looking) }));
  const open = shown.filter((each) => each.shown.isOpen);
  const over = shown.filter((each) => !each.shown.isOpen);
  const due = (each: ClockRead): string => each.due ?? '9999';
  open.sort((a, b) => due(a.clock).localeCompare(due(b.clock)));
  over.sort((a, b) => (b.clock.stoppedOn ?? '').localeCompare(a.clock.stoppedOn ?? ''));
  return { open: open.map((each) => each.shown), over: over.map((each) => each.shown) };
}

export function clockShown(clock: ClockRead, looking: Looking): ClockShown {
  const { state, startedOn } = clock;
  const isOpen = clock.stoppedOn === undefined;
  return {
    clock: clock.clock,
    title: titleOfDuty(clock.clock),
    state,
    tag: tags[state],
    due: dueInWords(clock),
    says: isOpen ? daysInWords(clock, looking) : endInWords(clock),
    startedOn,
    isOpen,
  };
}

const tags: Readonly<Record<State, ClockShown['tag']>> = {
  running: { text: 'Running', classes: 'govuk-tag--blue' },
  'due-soon': { text: 'Due soon', classes: 'govuk-tag--yellow' },
  overdue: { text: 'Overdue', classes: 'govuk-tag--red' },
  met: { text: 'Met', classes: 'govuk-tag--green' },
  'met-late': { text: 'Met late', classes: 'govuk-tag--orange' },
  missed: { text: 'Missed', classes: 'govuk-tag--red' },
  cancelled: { text: 'No longer needed', classes: 'govuk-tag--grey' },
  unknown: { text: 'Not known', classes: 'govuk-tag--grey' },
};

/** When it is due, as it is said. */
export function dueInWords({ due, dueAt }: { readonly due: string | null; readonly dueAt?: string }): string {
  if (dueAt !== undefined) return `${dueAt.slice(11, 16)} on ${dayOf(dueAt.slice(0, 10))}`;
  if (due === null) return 'No limit';
  if (due === 'unknown') return 'Not known: it lies beyond the table of bank holidays';
  return dayOf(due);
}

/** The working days left until it is due, or gone since; of a clock of hours there is nothing to count. */
function daysInWords({ due, dueAt, state }: ClockRead, { today, calendar }: Looking): string {
  if (due === null) return 'No limit is set';
  if (!isPlainDate(due)) return 'The days cannot be counted';
  if (dueAt !== undefined) return state === 'overdue' ? 'The time has run out' : 'Counted in hours';
  const isGone = today > due;
  const count = isGone ? workingDaysBetween(calendar, due, today) : workingDaysBetween(calendar, today, due);
  if (count === 'unknown') return 'The days cannot be counted';
  if (!isGone && today === due) return 'Due today';
  return `${String(count)} working ${count === 1 ? 'day' : 'days'} ${isGone ? 'gone' : 'left'}`;
}

function endInWords({ state, stoppedOn, stoppedAt }: ClockRead): string {
  if (stoppedOn === undefined) return '';
  const time = stoppedAt === undefined ? '' : ` at ${stoppedAt.slice(11, 16)}`;
  const how: Partial<Record<State, string>> = { cancelled: 'Came to an end', missed: 'Given up late' };
  return `${how[state] ?? 'Done'} on ${inWords(stoppedOn)}${time}`;
}

function dayOf(text: string): string {
  return isPlainDate(text) ? inWords(text) : text;
}
