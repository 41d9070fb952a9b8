import { hiddenFaults, invalid, problem, requireWithin, type Fault, type Surroundings } from '#http';
import { namesAsked, questionOf, type Measure, type Question } from '#measures';
import type { Snapshot } from '#readmodel';
import { groupingAsked } from '../told-apart.ts';
import { fault, instantKnown, knownNames, measureNamed } from '../asked.ts';

/** The body of a publication: the names a figure is asked for by, whose figure it is, and why it is published. */
export type PublishBody = Readonly<Record<string, unknown>>;

/** A publication, of which nothing is left to check but what is known. */
export interface ToBePublished {
  readonly authority: string;
  readonly measure: Measure;
  /** What the figure is to be told apart by. */
  readonly group: string | undefined;
  readonly note: string | undefined;
  /** The question and the instant; throws the 400 that lists every fault of the body. */
  readonly question: (
    snapshot: Snapshot,
    now: number,
  ) => Promise<{ readonly question: Question; readonly knownAt: number }>;
}

/** Reads a publication. Throws 400, the 403 of another authority's token, and the 404 of what there is not. */
export function askedToPublish(
  body: unknown,
  { authorities }: Pick<Surroundings, 'authorities'>,
  within: string | undefined,
): ToBePublished {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid([{ pointer: '', code: 'not-an-object', detail: 'Give a JSON object.' }]);
  }
  const { authority, measure: id, note, group, parameters = {}, ...rest } = body as PublishBody;
  const faults = [...named('authority', authority), ...named('measure', id), ...noted(note)];
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    faults.push(fault('parameters', 'not-an-object', 'Give the measure’s parameters by name, as { "months": 12 }.'));
  }
  if (typeof authority !== 'string' || typeof id !== 'string') throw invalid(faults);
  requireWithin(within, authority);
  if (!authorities.has(authority)) {
    const served = [...authorities].sort();
    const detail = `No authority served here has this code. Use one of ${served.join(', ')}.`;
    throw problem(404, 'unknown-authority', detail, { served });
  }
  const measure = measureNamed(id);
  const texts = textsIn({ ...entriesOf(parameters) }, { ...rest }, namesOf(measure), faults);
  const grouping = groupingAsked(measure, { group }, faults);
  return {
    authority,
    measure,
    group: grouping === undefined ? undefined : (group as string),
    note: typeof note === 'string' ? note : undefined,
    async question(snapshot, now) {
      const made = questionOf(measure, texts);
      const found = [...faults];
      if ('faults' in made) {
        found.push(...made.faults.map(({ name, code, says }) => fault(name, code, says)));
      }
      const knownAt = await instantKnown(texts, snapshot, now, found);
      if (found.length > 0 || 'faults' in made) throw invalid(found);
      return { question: made.question, knownAt };
    },
  };
}

function named(name: string, value: unknown): Fault[] {
  if (value === undefined) return [fault(name, 'missing', 'This is needed.')];
  return typeof value === 'string' ? [] : [fault(name, 'not-a-text', 'Give a text.')];
}

const longestNote = 500;

function noted(note: unknown): Fault[] {
  if (note === undefined) return [];
  if (typeof note !== 'string' || note.trim() === '')
    return [fault('note', 'not-a-text', 'Give a text, or leave it out.')];
  if (/\p{Surrogate}/u.test(note)) return [fault('note', 'not-a-text', 'The text holds half of a character.')];
  const detail = `Keep the note to ${String(longestNote)} characters, and people out of it: it is kept for ever.`;
  if (note.length > longestNote) return [fault('note', 'too-long', detail)];
  return hiddenFaults(note, 'several-lines').map((each) => ({ ...each, pointer: '/note' }));
}

function namesOf(measure: Measure): readonly string[] {
  return [...new Set([...namesAsked(measure), 'from', 'to', 'at', ...knownNames])];
}

/** Numbers and texts as a query would have them; parameters may stand in `parameters` or by themselves. */
function textsIn(
  parameters: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>>,
  names: readonly string[],
  faults: Fault[],
): Readonly<Record<string, string | undefined>> {
  const texts: Record<string, string> = {};
  const places = [
    ...Object.entries(rest).map(([name, value]) => ({ name, value, pointer: `/${escaped(name)}` })),
    ...Object.entries(parameters).map(([name, value]) => ({ name, value, pointer: `/parameters/${escaped(name)}` })),
  ];
  for (const { name, value, pointer } of places) {
    const wrong = (code: string, detail: string): unknown => faults.push({ pointer, code, detail });
    if (!names.includes(name)) {
      wrong('unknown-field', `There is no such field here. Use authority, measure, group, note, ${names.join(', ')}.`);
    } else if (Object.hasOwn(texts, name)) wrong('given-twice', 'Give this once.');
    else if (typeof value === 'string') texts[name] = value;
    else if (typeof value === 'number' && Number.isSafeInteger(value)) texts[name] = String(value);
    else wrong('not-a-text', 'Give a text or a whole number.');
  }
  return texts;
}

function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
