import { changeOf, measureOf, sharersOf, type Change, type Members, type Place } from '#measures';
import { causeInWords } from './causes.ts';
import type { DifferenceEntry, Step } from './difference.ts';
import type { Receipt } from './published.ts';
import type { DifferenceDto, DifferenceSideDto, PublishedReceiptDto } from './receipts.dto.ts';

/** What a class of answers holds, without being one. */
type Plain<T> = { readonly [K in keyof T]: T[K] };

/** A receipt as it is answered. Who was recorded last is nobody's business: the last known fact is told by its id. */
export function answeredReceipt(
  { id, authority, published, ...rest }: Receipt,
  note: string | undefined,
): Plain<PublishedReceiptDto> {
  const { reading, members, lastKnown, measure, version, groups, spread, note: _, ...figure } = published;
  const { fact, ...known } = lastKnown;
  return {
    id,
    authority,
    measure,
    version,
    definition: `${measure}@${String(version)}`,
    ...figure,
    ...(groups && { groups: [...groups] }),
    ...(spread && { spread }),
    ...(note !== undefined && { note }),
    reading: reading.digest,
    rows: reading.rows,
    calendar: reading.calendar,
    timescales: reading.timescales,
    rulePacks: [...reading.rulePacks],
    lastKnown: { ...known, fact: fact?.id ?? null },
    members: { ...members },
    publishedAt: rest.publishedAt,
    publishedBy: { ...rest.publishedBy },
    evidence: { stream: `receipts-${authority}`, revision: rest.revision, digest: rest.evidence },
  };
}

/** The difference as it is answered: every entry, and the sums by cause, which add up to the change. */
export function answeredDifference(
  from: Receipt,
  to: Receipt | undefined,
  knownNow: string | null,
  members: { readonly before: Members; readonly after: Members },
  entries: readonly DifferenceEntry[],
): DifferenceDto {
  const sharers = sharersMoved(from, members);
  const sum = sumOf(entries.map((entry) => entry.change));
  const change = sharers === undefined ? sum : { ...sum, denominator: sharers.came.length - sharers.left.length };
  const steps = entries.flatMap((entry) => entry.steps);
  const causes = [...new Set(steps.map(({ cause }) => cause))];
  const byCause = causes.map((cause) => {
    const own = steps.filter((step) => step.cause === cause);
    return { cause, sentence: causeInWords(cause), steps: own.length, ...sumOf(own.map(stepChange)) };
  });
  const first = sideOf(from);
  return {
    authority: from.authority,
    measure: from.published.measure,
    from: first,
    to: to === undefined ? { ...after(first, change), receipt: null, knownAt: knownNow } : sideOf(to),
    change,
    ...(sharers && { sharers }),
    byCause,
    entries: entries.map((entry) => ({ ...entry, steps: entry.steps.map(answeredStep) })),
  };
}

/** Where rows are shared out, the denominator is of those who share them, and no row is in it: who came, and who left. */
function sharersMoved(
  { published }: Receipt,
  { before, after: then }: { readonly before: Members; readonly after: Members },
): { came: string[]; left: string[] } | undefined {
  if (measureOf(published.measure)?.among === undefined) return undefined;
  const [was, is] = [sharersOf(before.values()), sharersOf(then.values())];
  return {
    came: [...is.keys()].filter((each) => !was.has(each)).sort(),
    left: [...was.keys()].filter((each) => !is.has(each)).sort(),
  };
}

export function stepChange({ before, after: then }: Pick<Step, 'before' | 'after'>): Change {
  return changeOf(before ?? undefined, then ?? undefined);
}

function answeredStep({ cause, before, after: then, fact, readingChanged }: Step) {
  return {
    cause,
    sentence: causeInWords(cause, fact),
    before,
    after: then,
    ...(fact && { fact }),
    ...(readingChanged && { readingChanged: [...readingChanged] }),
  };
}

function sideOf({ id, published }: Receipt): Plain<DifferenceSideDto> {
  const { version, period, parameters, knownAt, numerator, denominator, excluded } = published;
  return { receipt: id, version, period, parameters, knownAt, numerator, denominator, excluded };
}

function after(side: Plain<DifferenceSideDto>, change: Change): Plain<DifferenceSideDto> {
  return {
    ...side,
    numerator: side.numerator + change.numerator,
    denominator: side.denominator === null ? null : side.denominator + change.denominator,
    excluded: side.excluded + change.excluded,
  };
}

function sumOf(changes: readonly Change[]): Change {
  return changes.reduce(
    (sum, each) => ({
      numerator: sum.numerator + each.numerator,
      denominator: sum.denominator + each.denominator,
      excluded: sum.excluded + each.excluded,
    }),
    { numerator: 0, denominator: 0, excluded: 0 },
  );
}

/** A place in a figure, in a word or two. */
export function placeInWords(place: Place | null): string {
  if (place === null) return 'none';
  const parts = [place.numerator && 'numerator', place.denominator && 'denominator'].filter((part) => part !== false);
  const excluded = place.excluded === null ? [] : [`excluded: ${place.excluded}`];
  return [...parts, ...excluded, ...(place.group === null ? [] : [`in ${place.group}`])].join(' ');
}
