import type { PlainDate } from '#calendar';
import type { Facts, Sex } from '#events';
import { sexOfGender } from './census-codes.ts';
import type { Episode } from './census-parts.ts';
import { earliest, type Item, type Noting } from './census-item.ts';
import type { CensusChild } from './census-records.ts';
import { rank, tell, type Telling } from './census-telling.ts';
import type { CensusWindow } from './census-year.ts';

/** Tells who the child is, of a birth and of a death. */
export function tellChild(
  t: Telling,
  child: CensusChild,
  episodes: readonly Episode[],
  diedOn: PlainDate | undefined,
): void {
  const { ChildIdentifiers: of, ChildCharacteristics: characteristics } = child;
  const first = earliest([...episodes.map(({ referredOn }) => referredOn), t.known.registeredOn]) ?? t.window.from;
  const born = birthOf(child, t.window, t.notes);
  const sex = sexOf(child, born, t.notes);
  const isBornLater = born !== undefined && (born > first || t.known.isUnborn);
  const item: Item = { kind: 'child', at: t.notes.at(child) };
  const at = t.notes.at(of, 'LAchildID');
  const details: Facts['ChildRegistered'] = {
    on: first,
    ...(born !== undefined && !isBornLater && { dateOfBirth: born }),
    ...(isBornLater && { expectedDateOfBirth: of.ExpectedPersonBirthDate ?? born }),
    ...(born === undefined &&
      of.ExpectedPersonBirthDate !== undefined && { expectedDateOfBirth: of.ExpectedPersonBirthDate }),
    sex: isBornLater ? 'U' : sex,
    ...(characteristics?.Ethnicity !== undefined && { ethnicity: characteristics.Ethnicity }),
    ...disabilitiesOf(child),
    ...(of.UPN !== undefined && { upn: of.UPN }),
    ...(of.UPN === undefined && of.UPNunknown !== undefined && { upnUnknownReason: of.UPNunknown as never }),
    ...(of.FormerUPN !== undefined && { formerUpn: of.FormerUPN }),
  };
  tell(t, 'ChildRegistered', details, item, at, ofChild, rank.registered);
  if (isBornLater) {
    const here = t.notes.at(of, 'PersonBirthDate');
    tell(t, 'ChildBorn', { on: born, dateOfBirth: born, sex }, { kind: 'birth', at: here }, here, ofChild, rank.born);
  }
  if (diedOn !== undefined) {
    const here = t.notes.at(of, 'PersonDeathDate');
    tell(t, 'ChildDied', { on: diedOn }, { kind: 'death', at: here }, here, last, rank.dies);
  }
}

/** Of an unborn child it is U: a scan tells what to expect, and the birth what is so (rule 8750; evidence V). */
function sexOf({ ChildIdentifiers: of }: CensusChild, born: PlainDate | undefined, { at, note, follows }: Noting): Sex {
  const { Sex, GenderCurrent, ExpectedPersonBirthDate } = of;
  const said = Sex ?? (GenderCurrent === undefined ? 'U' : sexOfGender[GenderCurrent]);
  if (said === 'U' || born !== undefined || ExpectedPersonBirthDate === undefined) return said;
  const here = at(of, Sex === undefined ? 'GenderCurrent' : 'Sex');
  // Where it was the birth that could not be taken over, the sex went with it.
  if (!follows(({ element }) => element.endsWith('/PersonBirthDate'), here))
    note(here, '8750', 'sex-before-birth', 'The child is yet to be born, so the sex is recorded as unknown.', 'value');
  return 'U';
}

const ofChild = -1;
/** After every episode of its day. */
const last = Number.MAX_SAFE_INTEGER;

function birthOf(
  { ChildIdentifiers: of }: CensusChild,
  window: CensusWindow,
  { at, note }: Noting,
): PlainDate | undefined {
  const { PersonBirthDate: born, ExpectedPersonBirthDate: expected } = of;
  if (born !== undefined && born > window.to) {
    note(
      at(of, 'PersonBirthDate'),
      '8520',
      'born-after-census-year',
      `The child is born on ${born}, after the reference date ${window.to}.`,
      'value',
    );
    return undefined;
  }
  if (
    born === undefined &&
    expected === undefined &&
    at(of, 'PersonBirthDate') === at(of) &&
    at(of, 'ExpectedPersonBirthDate') === at(of)
  ) {
    note(
      at(of),
      '8525Q',
      'missing',
      'Neither a date of birth nor an expected one is given. The child is registered without.',
      'nothing',
    );
  }
  return born;
}

/** The day the child died, unless it cannot be. */
export function deathOf(
  { ChildIdentifiers: of }: CensusChild,
  window: CensusWindow,
  { at, note }: Noting,
): PlainDate | undefined {
  const { PersonBirthDate: born, PersonDeathDate: died } = of;
  if (died === undefined) return undefined;
  const here = at(of, 'PersonDeathDate');
  if (born !== undefined && died < born) {
    note(
      here,
      '8535Q',
      'died-before-birth',
      `The child is said to have died on ${died}, before being born on ${born}.`,
      'value',
    );
    return undefined;
  }
  if (died > window.to) {
    note(here, '8545Q', 'after-census-year', `The death is dated after the reference date ${window.to}.`, 'value');
    return undefined;
  }
  return died;
}

function disabilitiesOf({ ChildCharacteristics: of }: CensusChild): Pick<Facts['ChildRegistered'], 'disabilities'> {
  const told = [...new Set(of?.Disabilities?.Disability ?? [])];
  const some = told.filter((each) => each !== 'NONE');
  if (told.length === 0) return {};
  return { disabilities: some.length > 0 ? some : ['NONE'] };
}
