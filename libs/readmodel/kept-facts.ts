import { personalFields } from '#events';
import type { Recorded } from '#history';
import type { DecodedFact } from '#store';
import type { Statements } from './statements.ts';

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
  family: string | null,
];

export const keptColumns = 'authority, child, revision, id, type, data, recorded_at, recorded_by, position, family';

export function kept({ fact, stored, authority, child }: DecodedFact): KeptFact {
  const { id, type, revision, recordedAt, recordedBy } = fact;
  return [
    authority,
    child,
    revision,
    id,
    type,
    withoutTexts(fact),
    recordedAt,
    recordedBy,
    stored.position,
    familyOf(fact),
  ];
}

/** What a fact is read back from, in the order of `recordedFrom`. */
export const recordedColumns = 'id, type, data, revision, recorded_at, recorded_by';

/** A kept fact as the folds read it. Its texts about people are gone: no row is made of them. */
export function recordedFrom(values: readonly unknown[]): Recorded {
  const [id, type, data, revision, recordedAt, recordedBy] = values;
  return recordedWith(id, type, String(data), revision, recordedAt, recordedBy);
}

/** A kept fact as it will be read back. */
export function recordedOf([, , revision, id, type, data, recordedAt, recordedBy]: KeptFact): Recorded {
  return recordedWith(id, type, data, revision, recordedAt, recordedBy);
}

function recordedWith(
  id: unknown,
  type: unknown,
  data: string,
  revision: unknown,
  recordedAt: unknown,
  recordedBy: unknown,
): Recorded {
  return { id, type, data: JSON.parse(data) as unknown, revision, recordedAt, recordedBy } as Recorded;
}

/** All that is kept of one child's facts, in the order recorded. */
export async function pastOf(at: Statements, authority: string, child: string): Promise<readonly Recorded[]> {
  const select = `SELECT ${recordedColumns} FROM facts WHERE authority = ? AND child = ? ORDER BY revision`;
  return (await at.all(select, authority, child)).map(recordedFrom);
}

/** The family that a link names, or a correction of one: by it the children of a family are found. */
function familyOf({ type, data }: Recorded): string | null {
  if (type === 'FamilyLinked') return data.familyId;
  const corrected = type === 'FactCorrected' ? (data.data as { readonly familyId?: unknown }) : {};
  return 'familyId' in corrected ? String(corrected.familyId) : null;
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
  const fields = data as unknown as Readonly<Record<string, unknown>>;
  let told: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    if (!isText(name, fields[name], personal)) continue;
    told ??= { ...fields };
    told[name] = undefined;
  }
  return JSON.stringify(told ?? data);
}

function isText(name: string, value: unknown, personal: readonly string[]): boolean {
  return personal.includes(name) || (typeof value === 'object' && value !== null && 'sealed' in value);
}
