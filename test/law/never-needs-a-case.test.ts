import { plainDate } from '#calendar';
import { ordinaryTypes, type OrdinaryType } from '#events';
import type { ProposedFact } from '#journey';
import { happened, journeyUnder, withdrawn } from '#testing';

const given = journeyUnder();
const registered = happened('ChildRegistered', '2026-01-02', {}, 'registered');
const unborn = happened('ChildRegistered', '2026-01-02', {
  dateOfBirth: undefined,
  expectedDateOfBirth: plainDate('2026-01-05'),
});
const contact = happened('ContactReceived', '2026-01-04', {}, 'contact');

/** An order of no more days than are recalled of such orders. */
const ordered = happened('EmergencyProtectionOrderMade', '2026-01-05', { until: plainDate('2026-01-12') });

/** What never needs an open case (journey.md §3), with what must be known first where it names something earlier. */
const alone: readonly (readonly [OrdinaryType, readonly ProposedFact[]])[] = [
  ['ChildDetailsAmended', [registered]],
  ['ChildBorn', [unborn]],
  ['ChildDied', [registered]],
  ['FamilyLinked', [registered]],
  ['FamilyUnlinked', [registered]],
  ['WorkerAllocated', [registered]],
  ['WorkerUnallocated', [registered]],
  ['BecameLookedAfter', [registered]],
  ['CeasedToBeLookedAfter', [registered]],
  ['ContactReceived', [registered]],
  ['ContactDecided', [registered, contact]],
  ['ReferralReceived', [registered]],
  ['TransferInNotified', [registered]],
  ['TransferInWithdrawn', [registered]],
  ['TransferOutNotified', [registered]],
  ['OtherAuthorityPlanNoted', [registered]],
  ['OtherAuthorityPlanEnded', [registered]],
  ['ChildVisited', [registered]],
  ['PoliceProtectionTaken', [registered]],
  ['PoliceProtectionEnded', [registered]],
  ['EmergencyProtectionOrderMade', [registered]],
  ['EmergencyProtectionOrderExtended', [registered]],
  ['EmergencyProtectionOrderEnded', [registered]],
];
/** An end of what is not known to have begun, which may have begun before the records here. */
const ends = [
  'FamilyUnlinked',
  'WorkerUnallocated',
  'CeasedToBeLookedAfter',
  'TransferInWithdrawn',
  'OtherAuthorityPlanEnded',
  'PoliceProtectionEnded',
  'EmergencyProtectionOrderEnded',
] as const;

it.each(alone)('%s needs no open case', (type, before) => {
  given(...before)
    .when(type === 'EmergencyProtectionOrderMade' ? ordered : happened(type, '2026-01-05'))
    .thenAccepted();
});

it('a correction needs no open case', () => {
  given(registered, contact).when(withdrawn('contact')).thenAccepted();
});

it('every other fact, but a registration and an opening balance, needs one', () => {
  const others = ordinaryTypes.filter((type) => !alone.some(([each]) => each === type));
  const needing = others.filter((type) => type !== 'ChildRegistered' && type !== 'CaseBroughtForward');
  expect(needing.length).toBeGreaterThan(15);
  for (const type of needing) given(registered).when(happened(type, '2026-01-05')).thenRefused('no-open-case');
});

it.each(ends)('%s of what is not known to have begun changes nothing, and is not what comes next', (type) => {
  const before = given(registered).journey();
  const { history: _, ...after } = given(registered, happened(type, '2026-01-05')).journey();
  expect(before).toMatchObject({ ...after });
  expect(after.next).not.toContain(type);
});

it('an order extended whose making is not here is in force, and its own clock runs to the day it names', () => {
  const extended = happened('EmergencyProtectionOrderExtended', '2026-01-05', { until: plainDate('2026-01-12') });
  const journey = given(registered, extended).journey();
  expect(journey.standing).toBe('No case open; emergency protection order until 12 January 2026.');
  expect(journey.clocks).toMatchObject([{ duty: 'emergency-order-extended', due: '2026-01-12' }]);
  expect(journey.next).toEqual(
    expect.arrayContaining(['EmergencyProtectionOrderExtended', 'EmergencyProtectionOrderEnded']),
  );
  given(registered, extended).when(happened('EmergencyProtectionOrderEnded', '2026-01-12')).thenAccepted();
  given(registered, extended)
    .when(happened('EmergencyProtectionOrderEnded', '2026-01-13'))
    .thenOwed({ code: 'late-without-reason', clock: 'emergency-order-extended', days: 1 });
});
