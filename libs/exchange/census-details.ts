import type { Facts, Ordinary } from '#events';
import { canonical, detailFields } from './census-alike.ts';
import { as, correction, withdrawal, type Change, type Merging } from './census-change.ts';
import type { ToldFact } from './census-item.ts';
import { detailsSaid, type CensusPast, type Said } from './census-past.ts';
import { sameSet } from './census-telling.ts';
import { windowOf } from './census-year.ts';

/** What is known of the child: registered once, amended by a later year's file, corrected by one of the same year. */
export function details({ past, year, child, note, withdraws }: Merging, told: readonly ToldFact[]): readonly Change[] {
  const registered = told.find(({ fact }) => fact.type === 'ChildRegistered');
  const born = told.find(({ fact }) => fact.type === 'ChildBorn');
  if (registered?.fact.type !== 'ChildRegistered') return [];
  const isRegistered = past.others.some(({ fact: { type } }) => type === 'ChildRegistered');
  const before = past.said.find(({ fact }) => fact.type === 'ChildRegistered');
  if (before === undefined && !isRegistered) return [registered, ...(born === undefined ? [] : [born])];
  if (before === undefined || before.standing !== 'stands') return [];
  const found: Change[] = [];
  const data = registered.fact.data;
  const known = detailsSaid(past.said);
  const bornBefore = past.said.find(({ fact }) => fact.type === 'ChildBorn');
  if (
    born?.fact.type === 'ChildBorn' &&
    bornBefore === undefined &&
    !past.others.some(({ fact: { type } }) => type === 'ChildBorn')
  ) {
    if (known.get('dateOfBirth') === undefined) found.push(born);
  } else if (
    born?.fact.type === 'ChildBorn' &&
    bornBefore?.since === year &&
    bornBefore.standing === 'stands' &&
    canonical(bornBefore.fact.data) !== canonical(born.fact.data)
  ) {
    found.push({ ...born, fact: correction(bornBefore.id, born.fact, `${note}: told otherwise.`) });
  }
  if (
    withdraws &&
    born === undefined &&
    data.dateOfBirth === undefined &&
    data.expectedDateOfBirth !== undefined &&
    bornBefore?.year === year &&
    bornBefore.since === year &&
    bornBefore.standing === 'stands'
  )
    found.push(as(child, withdrawal(bornBefore.id, `${note}: the child is yet to be born.`)));
  const says: Record<string, unknown> = {
    ...data,
    ...(born?.fact.type === 'ChildBorn' &&
      bornBefore !== undefined && { sex: born.fact.data.sex, dateOfBirth: born.fact.data.dateOfBirth }),
  };
  if (born !== undefined && known.get('dateOfBirth') === undefined) delete says['sex'];
  if (born !== undefined) delete says['expectedDateOfBirth'];
  const others = detailFields.filter(
    (field) =>
      says[field] !== undefined &&
      !isSame(says[field], known.get(field)?.value) &&
      (known.get(field)?.by.year ?? before.year) <= year,
  );
  const ofThisYear = others.filter((field) => (known.get(field)?.by.year ?? before.year) === year);
  const corrected = correctedDetails(past, known, before, data, says, ofThisYear);
  found.push(
    ...corrected.map(({ id, fact }) => ({ ...registered, fact: correction(id, fact, `${note}: told otherwise.`) })),
  );
  const amended = others.filter((field) => !ofThisYear.includes(field));
  if (amended.length > 0) {
    const fact = {
      type: 'ChildDetailsAmended',
      data: { on: windowOf(year).to, ...Object.fromEntries(amended.map((field) => [field, says[field]])) },
    } as Ordinary;
    found.push({ ...registered, fact, item: child, begins: false });
  }
  return found;
}

function correctedDetails(
  past: CensusPast,
  known: ReturnType<typeof detailsSaid>,
  before: Said,
  data: Facts['ChildRegistered'],
  says: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): readonly { readonly id: string; readonly fact: Ordinary }[] {
  const found: { id: string; fact: Ordinary }[] = [];
  for (const each of past.said) {
    if (
      each.standing !== 'stands' ||
      (each.fact.type !== 'ChildRegistered' && each.fact.type !== 'ChildDetailsAmended')
    )
      continue;
    const mine = fields.filter((field) => (known.get(field)?.by ?? before) === each);
    const isMovedBack = each === before && data.on < each.fact.data.on;
    if (mine.length === 0 && !isMovedBack) continue;
    const replaced: Record<string, unknown> = {
      ...each.fact.data,
      ...Object.fromEntries(mine.map((field) => [field, says[field]])),
    };
    if (mine.includes('upn')) delete replaced['upnUnknownReason'];
    if (isMovedBack) replaced['on'] = data.on;
    found.push({ id: each.id, fact: { type: each.fact.type, data: replaced } as unknown as Ordinary });
  }
  return found;
}

/** A text that nobody can read again, its key being erased, is not told again: it was erased for a reason. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof b === 'object' && b !== null && !Array.isArray(b)) return true;
  return Array.isArray(a) && Array.isArray(b) ? sameSet(a as string[], b as string[]) : a === b;
}
