import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import { importFaults } from './import-only.ts';
import { pastOf } from './past.ts';
import { asRecorded, happened } from '#testing';

const none = pastOf([], []);
const codes = (fact: Proposed, past = none) =>
  importFaults([fact], past, ['p0']).map(({ pointer, code }) => `${pointer} ${code}`);

it('lets nobody but an import bring a case forward or leave something unknown', () => {
  expect(codes(happened('CaseBroughtForward', '2026-04-01'))).toEqual(['/facts/0/data import-only']);
  expect(codes(happened('PlanEnded', '2026-04-01', { reason: 'not-known', stepDown: 'none' }))).toEqual([
    '/facts/0/data/reason import-only',
  ]);
  expect(codes(happened('StrategyDiscussionHeld', '2026-04-01', { attended: 'not-known' }))).toEqual([
    '/facts/0/data/attended import-only',
  ]);
  expect(codes(happened('ReferralDecided', '2026-04-01', { lateReason: 'not-known' }))).toEqual([]);
});

it('lets a correction leave unknown what was unknown before, and nothing more', () => {
  const imported = happened(
    'InitialConferenceHeld',
    '2026-02-02',
    { attended: 'not-known', coreGroup: 'not-known' },
    'f0',
  );
  const past = pastOf([asRecorded(imported, 0)], []);
  const correcting = (data: object): Proposed => ({
    type: 'FactCorrected',
    data: { fact: 'f0', data: { ...imported.data, on: plainDate('2026-02-03'), ...data } },
  });
  expect(codes(correcting({}), past)).toEqual([]);
  expect(codes(correcting({ childParticipated: 'not-known' }), past)).toEqual([
    '/facts/0/data/data/childParticipated import-only',
  ]);
});
