import { fault, instantAsked, notAnInstant, problem, refused, textsOf, type Fault, type Query } from '#http';
import { measureOf, measures, namesAsked, questionOf, type Measure, type Question } from '#measures';
import type { ProjectionState, Snapshot } from '#readmodel';

export { fault, refused, textsOf, type Query } from '#http';

/** The measure of this id. Throws the 404 that lists those there are. */
export function measureNamed(id: string): Measure {
  const measure = measureOf(id);
  if (measure !== undefined) return measure;
  throw problem(404, 'unknown-measure', 'There is no measure of this id. GET /measures lists and defines them.', {
    measures: measures.map((each) => each.id),
  });
}

/** What was asked of a measure, and by when it was to be known. Throws the 400 that lists every fault. */
export async function questionAsked(
  measure: Measure,
  query: Query,
  snapshot: Snapshot,
  now: number,
  { also = [], amiss = [], check }: AlsoAsked = {},
): Promise<{ readonly question: Question; readonly knownAt: number }> {
  const { texts, faults } = textsOf(query, [...namesAsked(measure), 'from', 'to', 'at', ...knownNames, ...also]);
  faults.push(...amiss);
  const made = questionOf(measure, texts);
  if ('faults' in made) {
    faults.push(...made.faults.map(({ name, code, says }) => ({ pointer: `/${name}`, code, detail: says })));
  }
  if ('question' in made && check !== undefined) faults.push(...check(made.question));
  const knownAt = await instantKnown(texts, snapshot, now, faults);
  if (faults.length > 0 || 'faults' in made) throw refused(faults);
  return { question: made.question, knownAt };
}

/** What else a query may say, what is amiss with that already, and what the question must stand besides. */
interface AlsoAsked {
  readonly also?: readonly string[];
  readonly amiss?: readonly Fault[];
  readonly check?: ((question: Question) => readonly Fault[]) | undefined;
}

/** The instant by which everything counted was known: as asked, or the latest there is. */
export async function instantKnown(
  texts: Readonly<Record<string, string | undefined>>,
  { projection, instantOf }: Snapshot,
  now: number,
  faults: Fault[],
): Promise<number> {
  const { knownAt, knownAtPosition } = texts;
  if (knownAt !== undefined && knownAtPosition !== undefined) {
    faults.push(fault('knownAtPosition', 'one-or-the-other', 'Give knownAt or knownAtPosition, not both.'));
  }
  if (knownAt !== undefined) return instantIn(knownAt, Math.max(now, projection.knownAt), faults);
  if (knownAtPosition === undefined) return projection.knownAt;
  const position = positionIn(knownAtPosition, projection, faults);
  return position === undefined ? 0 : ((await instantOf(position)) ?? 0);
}

export const knownNames = ['knownAt', 'knownAtPosition'] as const;

/** Which page of a list is asked for. Throws the 400 that lists every fault. */
export function pageAsked(
  query: Query,
  { limit, most }: { readonly limit: number; readonly most: number },
): { readonly from: number; readonly limit: number } {
  const { texts, faults } = textsOf(query, ['from', 'limit']);
  const page = pageIn(texts, { limit, most }, faults);
  if (faults.length > 0) throw refused(faults);
  return page;
}

/** The page that texts ask for, and a fault for each that cannot be. */
export function pageIn(
  { from = '0', limit: asked }: Readonly<Record<string, string | undefined>>,
  { limit, most }: { readonly limit: number; readonly most: number },
  faults: Fault[],
): { readonly from: number; readonly limit: number } {
  const size = asked ?? String(limit);
  if (!/^[0-9]{1,9}$/.test(from)) {
    faults.push(fault('from', 'not-a-number', 'Give how many to pass over, as the page before said.'));
  }
  if (!/^[0-9]{1,6}$/.test(size) || Number(size) < 1 || Number(size) > most) {
    faults.push(fault('limit', 'out-of-range', `Give limit as a whole number from 1 to ${String(most)}.`));
  }
  return { from: Number(from), limit: Number(size) };
}

function instantIn(text: string, latest: number, faults: Fault[]): number {
  const at = instantAsked(text) ?? Number.NaN;
  if (Number.isNaN(at)) {
    faults.push(fault('knownAt', ...notAnInstant));
  } else if (at > latest) {
    faults.push(
      fault('knownAt', 'in-the-future', 'Nobody knows yet what will be known. Give an instant that has come.'),
    );
  }
  return at;
}

function positionIn(text: string, projection: ProjectionState, faults: Fault[]): number | undefined {
  const position = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(position)) {
    faults.push(fault('knownAtPosition', 'not-a-position', 'Give a position as a whole number, as an answer gave it.'));
    return undefined;
  }
  if (position > (projection.position ?? -1)) {
    const reached = `The rows reach position ${String(projection.position ?? 'none')}. Give one up to it, or ask again shortly.`;
    faults.push(fault('knownAtPosition', 'not-reached-yet', reached));
    return undefined;
  }
  return position;
}
