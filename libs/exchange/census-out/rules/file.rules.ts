import type { CensusChild, CensusHeader } from '../../census-records.ts';
import { windowOf, type CensusWindow } from '../../census-year.ts';
import { disabilitiesOf } from './child.rules.ts';
import { isWithin } from './finding.ts';
import type { RuleCode } from './rule-codes.ts';

/** A finding of the file as a whole, or of a child by what another one says. */
export interface FileFinding {
  readonly rule: RuleCode;
  readonly child: string;
  readonly path: string;
  readonly what: string;
}

/** The rules that ask more than one child's record. */
export const fileRuleCodes = [
  '100',
  '1520',
  '2883',
  '2886Q',
  '2887Q',
  '2888Q',
  '8510',
] as const satisfies readonly RuleCode[];

/** Counts what the rules of the whole file ask, child after child, and holds no child's record. */
export interface FileRules {
  readonly note: (child: CensusChild) => readonly FileFinding[];
  /** Once every child was noted. */
  readonly findings: () => readonly FileFinding[];
}

export function fileRules(header: CensusHeader): FileRules {
  const window = windowOf(header.Year);
  const ids = new Set<string>();
  const pupils = new Map<string, string>();
  const codes = new Set<string>();
  const counts = { plans: 0, conferences: 0, born: 0, sexNotKnown: 0, withDisability: 0, withSeveral: 0 };

  function note(child: CensusChild): readonly FileFinding[] {
    const { LAchildID, UPN } = child.ChildIdentifiers;
    const again = findAgain(LAchildID, UPN);
    ids.add(LAchildID);
    if (UPN !== undefined) pupils.set(UPN, LAchildID);
    countPerson(child);
    const { plans, conferences } = countedIn(child, window);
    counts.plans += plans;
    counts.conferences += conferences;
    return again;
  }

  function findAgain(id: string, upn: string | undefined): readonly FileFinding[] {
    const other = upn === undefined ? undefined : pupils.get(upn);
    const found: FileFinding[] = [];
    if (ids.has(id))
      found.push({ rule: '8510', child: id, path: 'ChildIdentifiers/LAchildID', what: 'It is of two records.' });
    if (other !== undefined)
      found.push({ rule: '1520', child: id, path: 'ChildIdentifiers/UPN', what: `Child ${other} has it too.` });
    return found;
  }

  function countPerson(child: CensusChild): void {
    const { Sex, GenderCurrent, ExpectedPersonBirthDate } = child.ChildIdentifiers;
    const told = disabilitiesOf(child).filter((code) => code !== 'NONE');
    for (const code of told) codes.add(code);
    if (told.length > 0) counts.withDisability += 1;
    if (told.length > 1) counts.withSeveral += 1;
    if (ExpectedPersonBirthDate !== undefined) return;
    counts.born += 1;
    const sex = Sex ?? GenderCurrent;
    if (sex === undefined || sex === 'U' || sex === '0') counts.sexNotKnown += 1;
  }

  function findings(): readonly FileFinding[] {
    const { plans, conferences, born, sexNotKnown, withDisability, withSeveral } = counts;
    const found: FileFinding[] = [];
    const find = (rule: RuleCode, path: string, what: string): void => void found.push({ rule, child: '', path, what });
    if (header.ReferenceDate !== window.to)
      find('100', 'Header/CollectionDetails/ReferenceDate', `It says ${header.ReferenceDate}.`);
    if (plans > conferences)
      find('2883', 'ChildProtectionPlans', `${plans} plans began and ${conferences} conferences were held.`);
    if (born > 0 && sexNotKnown / born > 0.02)
      find('2886Q', 'ChildIdentifiers/Sex', `Not recorded of ${sexNotKnown} of ${born} children born.`);
    if (codes.size < 8) find('2887Q', 'ChildCharacteristics/Disabilities', `${codes.size} codes are used.`);
    if (withDisability > 0 && withSeveral === 0)
      find('2888Q', 'ChildCharacteristics/Disabilities', 'No child has more than one.');
    return found;
  }

  return { note, findings };
}

function countedIn({ CINdetails }: CensusChild, window: CensusWindow): { plans: number; conferences: number } {
  let plans = 0;
  let conferences = 0;
  for (const { DateOfInitialCPC, Section47 = [], ChildProtectionPlans = [] } of CINdetails) {
    plans += ChildProtectionPlans.filter(({ CPPstartDate }) => isWithin(CPPstartDate, window)).length;
    const held = [DateOfInitialCPC, ...Section47.map((one) => one.DateOfInitialCPC)];
    conferences += held.filter((on) => on !== undefined && isWithin(on, window)).length;
  }
  return { plans, conferences };
}
