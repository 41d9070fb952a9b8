import { addWorkingDays, workingDaysToReach, type PlainDate } from '#calendar';
import type { Effective } from '#history';
import { daysAfter } from './boundary.ts';
import { put, rowAt, withSources, type Fold } from './fold.ts';
import { recordedAfter } from './recorded-after.ts';
import { never, type Flag, type Row } from './rows.ts';

/**
 * Assessments. The clock of an episode's first of its kind runs from its referral (timescales.md T2a, T2c; evidence V
 * for a single one), as the journey's clocks do: an initial assessment before it does not make a single one a later
 * one. A later one in the same episode has no referral of its own, so its clock runs from its own start (R). A core
 * assessment always runs from its own start (T2b; V2).
 */
export function foldAssessment(fold: Fold, fact: Effective): void {
  if (fact.type === 'AssessmentStarted') started(fold, fact);
  else if (fact.type === 'AssessmentAuthorised') authorised(fold, fact);
  else if (fact.type === 'CaseClosed' || fact.type === 'ChildDied') awaitNone(fold, fact);
}

function started(fold: Fold, fact: Effective<'AssessmentStarted'>): void {
  fold.openAssessments.set(fact.data.kind, fact.id);
  begin(fold, fact, fact.data.on);
}

function authorised(fold: Fold, fact: Effective<'AssessmentAuthorised'>): void {
  const { kind, on, outcome } = fact.data;
  const open = fold.openAssessments.get(kind);
  fold.openAssessments.delete(kind);
  const row = open === undefined ? begin(fold, fact, null) : rowAt(fold, 'assessment', open);
  put(fold, {
    ...row,
    authorisedOn: on,
    recordedAfter: recordedAfter(fact),
    awaitedUntil: row.awaitedUntil < on ? row.awaitedUntil : on,
    outcome,
    ...counted(fold, row.clockFrom, on, 'workingDays', 'workingDaysKnown'),
    ...counted(fold, row.startedOn, on, 'workingDaysFromStart', 'workingDaysFromStartKnown'),
    sources: withSources(row.sources, fact.sources),
  });
}

/** A fact with no start before it (older records) begins a row too, so that the assessment is seen and its unknown start said. */
function begin(
  fold: Fold,
  fact: Effective<'AssessmentStarted' | 'AssessmentAuthorised'>,
  startedOn: PlainDate | null,
): Row<'assessment'> {
  const { kind } = fact.data;
  const isFirst = kind !== 'core' && fold.episode?.assessed.has(kind) === false;
  const referral = isFirst && fold.episode?.referral.byTransferIn !== true ? fold.episode?.referral : undefined;
  fold.episode?.assessed.add(kind);
  const row: Row<'assessment'> = {
    kind: 'assessment',
    key: fact.id,
    assessmentKind: kind,
    single: kind === 'single' ? 1 : 0,
    initial: kind === 'initial' ? 1 : 0,
    core: kind === 'core' ? 1 : 0,
    startedOn,
    authorisedOn: never,
    outcome: null,
    clockFrom: referral?.on ?? startedOn,
    clockStartedBy: referral === undefined ? 'start' : 'referral',
    workingDays: null,
    workingDaysKnown: 0,
    workingDaysFromStart: null,
    workingDaysFromStartKnown: 0,
    ...overdue(fold, referral?.on, kind === 'single' ? startedOn : null),
    recordedAfter: null,
    awaitedUntil: never,
    sources: referral === undefined ? fact.sources : withSources(fact.sources, referral.sources),
  };
  put(fold, row);
  return row;
}

/**
 * From when a single assessment is open beyond its 45 working days (timescales.md T2c; evidence V): of one begun later
 * than that after the referral, from its start, for before it nothing was open.
 */
function overdue(
  { timescales: { calendar } }: Fold,
  referredOn: PlainDate | undefined,
  startedOn: PlainDate | null,
): Pick<Row<'assessment'>, 'overdueFrom' | 'overdueKnown'> {
  if (startedOn === null) return { overdueFrom: never, overdueKnown: 1 };
  const due = addWorkingDays(calendar, referredOn ?? startedOn, 45);
  if (due === 'unknown') return { overdueFrom: startedOn, overdueKnown: 0 };
  const after = daysAfter(due, 1);
  return { overdueFrom: after < startedOn ? startedOn : after, overdueKnown: 1 };
}

/** The case closed or the child died: no assessment is awaited any more, as the journey's clocks have it. */
function awaitNone(fold: Fold, { data: { on }, sources }: Effective<'CaseClosed' | 'ChildDied'>): void {
  for (const key of fold.openAssessments.values()) {
    const row = rowAt(fold, 'assessment', key);
    if (row.awaitedUntil === never) put(fold, { ...row, awaitedUntil: on, sources: withSources(row.sources, sources) });
  }
}

/** The working days from one day to another in the columns so named, or that they are not known: never a guess. */
function counted<N extends string, F extends string>(
  fold: Fold,
  from: PlainDate | null,
  to: PlainDate,
  days: N,
  known: F,
): Readonly<Record<N, number | null> & Record<F, Flag>> {
  const count = from === null ? 'unknown' : workingDaysToReach(fold.timescales.calendar, from, to);
  const columns = count === 'unknown' ? { [days]: null, [known]: 0 } : { [days]: count, [known]: 1 };
  return columns as Record<N, number | null> & Record<F, Flag>;
}
