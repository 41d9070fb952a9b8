import { personalFields } from '#events';
import type { Recorded } from '#history';
import type { DecodedFact } from '#store';

/** What the read model keeps of a fact, in the order of its columns. */
export type KeptFact = readonly [
  authority: string,
  child: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  recordedAt: number,
  recordedBy: string,
  position: number,
];

export const keptColumns = 'authority, child, revision, id, type, data, recorded_at, recorded_by, position';

export function kept({ fact, stored, authority, child }: DecodedFact): KeptFact {
  const { id, type, revision, recordedAt, recordedBy } = fact;
  return [authority, child, revision, id, type, withoutTexts(fact), recordedAt, recordedBy, stored.position];
}

/** What a fact is read back from, in the order of `recordedFrom`. */
export const recordedColumns = 'id, type, data, revision, recorded_at, recorded_by';

/** A kept fact as the folds read it. Its texts about people are gone: no row is made of them. */
export function recordedFrom(values: readonly unknown[]): Recorded {
  const [id, type, data, revision, recordedAt, recordedBy] = values;
  return { id, type, data: JSON.parse(String(data)) as unknown, revision, recordedAt, recordedBy } as Recorded;
}

/**
 * The fact's data as JSON, without texts about people: sealed ones wherever they stand, and by name the fields that are
 * always sealed, so that nothing readable reaches a database that erasure does not. A replacer is asked of every member
 * and costs more than all the rest, so only a correction, whose data holds a fact's data, is put through one.
 */
function withoutTexts({ type, data }: Recorded): string {
  const personal = personalFields(type);
  if (type === 'FactCorrected') {
    return JSON.stringify(data, (name, value: unknown) => (isText(name, value, personal) ? undefined : value));
  }
  const texts = Object.entries(data).filter(([name, value]) => isText(name, value, personal));
  return JSON.stringify(texts.length === 0 ? data : { ...data, ...absent(texts) });
}

function isText(name: string, value: unknown, personal: readonly string[]): boolean {
  return personal.includes(name) || (typeof value === 'object' && value !== null && 'sealed' in value);
}

function absent(texts: readonly (readonly [string, unknown])[]): Readonly<Record<string, undefined>> {
  return Object.fromEntries(texts.map(([name]) => [name, undefined]));
}
