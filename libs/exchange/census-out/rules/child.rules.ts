import { addDays, addMonths, type PlainDate } from '#calendar';
import { disabilities, ethnicities, sexes, upnUnknownReasons } from '#events';
import type { CensusChild } from '../../census-records.ts';
import { hasElement } from '../elements-of-year.ts';
import { isWithin, ofChild, type ChildRules } from './finding.ts';

const id = 'ChildIdentifiers';
const characteristics = 'ChildCharacteristics';

/** The signs a unique pupil number's first and last may be, in the order of their values: no I, O or S. */
const upnLetters = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** Who the child is: identifiers and characteristics. */
export const childRules: ChildRules = {
  '1510': ({ ChildIdentifiers: { UPN } }) =>
    ofChild(`${id}/UPN`, UPN !== undefined && checkLetter(UPN) !== UPN[0] && `The check letter of ${UPN} is wrong.`),
  '1540': ({ ChildIdentifiers: { UPN } }) =>
    ofChild(
      `${id}/UPN`,
      UPN !== undefined && !/^.{4}\d{8}/.test(UPN) && `Characters 5 to 12 of ${UPN} are not digits.`,
    ),
  '1550': ({ ChildIdentifiers: { UPN } }) =>
    ofChild(
      `${id}/UPN`,
      UPN !== undefined && !new RegExp(`^.{12}[0-9${upnLetters}]$`).test(UPN) && `Character 13 of ${UPN} is not known.`,
    ),
  '1560Q': ({ ChildIdentifiers: { FormerUPN } }) =>
    ofChild(
      `${id}/FormerUPN`,
      FormerUPN !== undefined &&
        !new RegExp(`^[${upnLetters}]\\d{11}[0-9${upnLetters}]$`).test(FormerUPN) &&
        `${FormerUPN} is not a unique pupil number.`,
    ),
  '1570': ({ ChildIdentifiers: { LAchildID } }, { year }) => {
    // Up to 10 by the guide of 2023 to 2024, and 20 from the year after.
    const most = year >= 2025 ? 20 : 10;
    const what = `It has ${String(LAchildID.length)} characters; a census of ${String(year)} has ${String(most)} at most.`;
    return ofChild(`${id}/LAchildID`, LAchildID.length > most && what);
  },
  '1580': ({ ChildIdentifiers: { LAchildID } }) =>
    ofChild(`${id}/LAchildID`, !/^[A-Za-z0-9]*$/.test(LAchildID) && 'It has other signs than letters and digits.'),
  '4180': ({ ChildIdentifiers: { Sex, GenderCurrent } }, { year }) => {
    const hasSex = hasElement([id, 'Sex'], year);
    return hasSex
      ? ofChild(`${id}/Sex`, (Sex === undefined || !sexes.includes(Sex)) && said(Sex))
      : ofChild(`${id}/GenderCurrent`, GenderCurrent === undefined && said(GenderCurrent));
  },
  '4220': ({ ChildCharacteristics: told }) =>
    ofChild(
      `${characteristics}/Ethnicity`,
      (told?.Ethnicity === undefined || !ethnicities.includes(told.Ethnicity)) && said(told?.Ethnicity),
    ),
  '8500': ({ ChildIdentifiers: { LAchildID } }) => ofChild(`${id}/LAchildID`, LAchildID === '' && said(undefined)),
  '8520': ({ ChildIdentifiers: { PersonBirthDate: born } }, { window }) =>
    ofChild(`${id}/PersonBirthDate`, born !== undefined && born > window.to && `Born on ${born}.`),
  '8525Q': ({ ChildIdentifiers: { PersonBirthDate: born, ExpectedPersonBirthDate: expected } }) =>
    ofChild(
      `${id}/PersonBirthDate`,
      (born === undefined) === (expected === undefined) &&
        (born === undefined ? 'Neither is given.' : 'Both are given.'),
    ),
  '8530Q': ({ ChildIdentifiers: { ExpectedPersonBirthDate: expected } }, { window: { to } }) =>
    ofChild(
      `${id}/ExpectedPersonBirthDate`,
      expected !== undefined &&
        (expected < addDays(to, -30) || expected > addMonths(to, 9)) &&
        `Expected on ${expected}.`,
    ),
  '8535Q': ({ ChildIdentifiers: { PersonBirthDate: born, PersonDeathDate: died } }) =>
    ofChild(
      `${id}/PersonDeathDate`,
      born !== undefined && died !== undefined && died < born && `Born on ${born}, died on ${died}.`,
    ),
  '8540': (child) =>
    ofChild(
      `${characteristics}/Disabilities`,
      child.ChildIdentifiers.PersonBirthDate !== undefined &&
        child.CINdetails.some(({ ReferralNFA }) => ReferralNFA !== true) &&
        !disabilitiesOf(child).some((code) => disabilities.includes(code)) &&
        'No disability is recorded, not even that there is none.',
    ),
  '8545Q': ({ ChildIdentifiers: { PersonDeathDate: died } }, { window }) =>
    ofChild(`${id}/PersonDeathDate`, died !== undefined && !isWithin(died, window) && `Died on ${died}.`),
  '8590': ({ CINdetails }) => ofChild('CINdetails', CINdetails.length === 0 && 'There is none.'),
  '8750': ({ ChildIdentifiers: { PersonBirthDate: born, ExpectedPersonBirthDate: expected, Sex } }, { year }) =>
    ofChild(
      `${id}/Sex`,
      hasElement([id, 'Sex'], year) && expected !== undefined && born === undefined && Sex !== 'U' && said(Sex),
    ),
  '8770Q': ({ ChildIdentifiers: { PersonBirthDate: born, UPN, UPNunknown }, CINdetails }, { window: { to } }) =>
    ofChild(
      `${id}/UPN`,
      born !== undefined &&
        born <= addMonths(to, -48) &&
        CINdetails.some(({ ReferralNFA }) => ReferralNFA !== true) &&
        UPN === undefined &&
        !reasonsOfSchoolAge.includes(UPNunknown ?? '') &&
        `Born on ${born}; the number is not given, and why: ${UPNunknown ?? 'not given'}.`,
    ),
  '8772': ({ ChildIdentifiers: { UPNunknown }, CINdetails }) =>
    ofChild(
      `${id}/UPNunknown`,
      UPNunknown === 'UN7' && CINdetails.some(({ ReferralNFA }) => ReferralNFA !== true) && 'A referral went further.',
    ),
  '8790': (child) => {
    const codes = disabilitiesOf(child);
    return ofChild(`${characteristics}/Disabilities`, codes.includes('NONE') && codes.length > 1 && codes.join(', '));
  },
  '8794': (child) => {
    const codes = disabilitiesOf(child);
    return ofChild(`${characteristics}/Disabilities`, new Set(codes).size < codes.length && codes.join(', '));
  },
};

/** Why a number may be missing of a child of school age: that it is not of school age (UN1) is no reason. */
const reasonsOfSchoolAge: readonly string[] = upnUnknownReasons.filter((reason) => reason !== 'UN1');

export function disabilitiesOf({ ChildCharacteristics: told }: CensusChild) {
  return told?.Disabilities?.Disability ?? [];
}

/** The letter the other twelve signs make: each times its place, 2 to 13, summed, and what is left over of 23. */
function checkLetter(upn: string): string | undefined {
  const values = Array.from(upn.slice(1), (sign) => (/\d/.test(sign) ? Number(sign) : upnLetters.indexOf(sign)));
  const sum = values.reduce((total, value, place) => total + value * (place + 2), 0);
  return upnLetters[sum % upnLetters.length];
}

export function said(value: string | PlainDate | undefined): string {
  return value === undefined ? 'It is not given.' : `It says ${value}.`;
}
