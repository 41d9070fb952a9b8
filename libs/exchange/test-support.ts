import { plainDate } from '#calendar';
import { recorded, told, type Told } from '#testing';

/** One child's journey with something for every field that feeds ask for. Ids are short, so that tests can name them. */
export const journey: readonly Told[] = [
  told(
    'ChildRegistered',
    '2024-10-01',
    {
      dateOfBirth: plainDate('2016-02-29'),
      sex: 'M',
      ethnicity: 'MWBC',
      disabilities: ['MOB', 'LD'],
      upn: 'A123456789012',
      formerUpn: 'B123456789012',
      nhsNumber: '9434765919',
      name: 'Ash Willowbank',
    },
    'registered',
  ),
  told('WorkerAllocated', '2025-05-07', { worker: 'W1', team: 'Front door' }, 'w1'),
  told('ContactReceived', '2025-05-05', { contactId: 'k9', source: '5D' }, 'contact'),
  told('ContactDecided', '2025-05-06', { contactId: 'k9', outcome: 'referral' }),
  told('ReferralReceived', '2024-10-01', { source: '2B' }, 'r1'),
  told('ReferralDecided', '2024-10-02', { decision: 'early-help' }),
  told('ReferralReceived', '2025-05-06', { source: '6', primaryNeed: 'N1' }, 'r2'),
  told('ReferralDecided', '2025-05-07', { decision: 'assess' }),
  told('AssessmentStarted', '2025-05-07', { kind: 'single' }, 'a1'),
  told('ChildVisited', '2025-05-12', { purpose: 'assessment', seen: true, seenAlone: false }, 'v1'),
  told('WorkerAllocated', '2025-05-20', { worker: 'W2', team: '=North' }, 'w2'),
  told('StrategyDiscussionHeld', '2025-05-08', {}, 's1'),
  told('Section47Concluded', '2025-05-20', { outcome: 'conference-required', substantiated: true }),
  told('InitialConferenceHeld', '2025-05-23', { outcome: 'adjourned' }, 'c0'),
  told('InitialConferenceHeld', '2025-05-29', { outcome: 'plan', meetingId: 'm1' }, 'c1'),
  told('PlanStarted', '2025-05-29', { categories: ['NEG'], previousPlansHere: { count: 1 } }, 'p1'),
  told(
    'AssessmentAuthorised',
    '2025-06-20',
    { kind: 'single', factors: ['3B', '16A'], outcome: 'child-in-need' },
    'a1x',
  ),
  told(
    'ChildVisited',
    '2025-07-01',
    { purpose: 'protection-plan', seen: true, seenAlone: true, bedroomSeen: true },
    'v2',
  ),
  told('PoliceProtectionTaken', '2025-07-02', { at: '22:40' }, 'pp'),
  told('PoliceProtectionEnded', '2025-07-03', { at: '09:00' }),
  told(
    'ReviewConferenceHeld',
    '2025-08-20',
    { outcome: 'continue', categories: ['NEG', 'EMO'], childParticipated: true, attended: ['social-care', 'health'] },
    'rv1',
  ),
  told('ReviewConferenceHeld', '2026-02-10', { outcome: 'end', meetingId: 'm3', attended: ['social-care'] }, 'rv2'),
  told('PlanEnded', '2026-02-10', {}, 'p1x'),
  told('ChildInNeedPlanStarted', '2026-02-10', {}, 'n1'),
  told('ChildVisited', '2026-02-20', { purpose: 'child-in-need', seen: false, seenAlone: false }, 'v3'),
  told('StrategyDiscussionHeld', '2026-03-02', {}, 's2'),
  told('Section47Concluded', '2026-03-10', { outcome: 'conference-not-required' }),
  told('BecameLookedAfter', '2026-03-12', {}, 'care'),
  told('OtherAuthorityPlanNoted', '2026-03-13', { authority: '856', categories: ['PHY'] }, 'o1'),
];

export const facts = recorded(journey);
