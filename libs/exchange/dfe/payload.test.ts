import { recorded, told, withdrawing, type Told, wholeJourney as journey } from '#testing';
import { payloadChange } from './changes.ts';
import { namesIn, payloadOf } from './payload.ts';

const facts = recorded(journey);

const withMore = (...more: readonly Told[]) => recorded([...journey, ...more]);

it('tells of a child as the specification has it', () => {
  expect(payloadOf('855', 'L1', facts)).toEqual({
    la_code: 855,
    Children: {
      la_child_id: 'L1',
      mis_child_id: 'L1',
      purge: false,
      child_details: {
        unique_pupil_number: 'A123456789012',
        former_unique_pupil_number: 'B123456789012',
        first_name: 'Ash',
        surname: 'Willowbank',
        date_of_birth: '2016-02-29',
        sex: 'M',
        ethnicity: 'MWBC',
        disabilities: ['MOB', 'LD'],
        purge: false,
      },
      social_care_episodes: [
        {
          social_care_episode_id: 'r1',
          referral_date: '2024-10-01',
          referral_source: '2B',
          referral_no_further_action_flag: true,
          // Both were allocated after it had come to nothing.
          care_worker_details: [],
          child_and_family_assessments: [],
          child_in_need_plans: [],
          section_47_assessments: [],
          child_protection_plans: [],
          purge: false,
        },
        {
          social_care_episode_id: 'r2',
          referral_date: '2025-05-06',
          referral_source: '6',
          referral_no_further_action_flag: false,
          care_worker_details: [
            { worker_id: 'W1', start_date: '2025-05-07', end_date: '2025-05-20' },
            { worker_id: 'W2', start_date: '2025-05-20' },
          ],
          child_and_family_assessments: [
            {
              child_and_family_assessment_id: 'a1',
              start_date: '2025-05-07',
              authorisation_date: '2025-06-20',
              factors: ['3B', '16A'],
              purge: false,
            },
          ],
          child_in_need_plans: [{ child_in_need_plan_id: 'n1', start_date: '2026-02-10', purge: false }],
          section_47_assessments: [
            {
              section_47_assessment_id: 's1',
              start_date: '2025-05-08',
              icpc_required_flag: true,
              icpc_date: '2025-05-29',
              end_date: '2025-05-20',
              purge: false,
            },
            {
              section_47_assessment_id: 's2',
              start_date: '2026-03-02',
              icpc_required_flag: false,
              end_date: '2026-03-10',
              purge: false,
            },
          ],
          child_protection_plans: [
            { child_protection_plan_id: 'p1', start_date: '2025-05-29', end_date: '2026-02-10', purge: false },
          ],
          purge: false,
        },
      ],
    },
  });
});

it('tells of nobody without an episode of need', () => {
  expect(payloadOf('855', 'L1', facts.slice(0, 4))).toBeUndefined();
});

describe('changes since it was told before', () => {
  it('are none where nothing told of changed', () => {
    expect(payloadChange('855', 'L1', facts, withMore(told('CoreGroupHeld', '2026-01-05')))).toBeUndefined();
  });

  it('tell the child whole, with what was taken back at its own level', () => {
    const change = payloadChange('855', 'L1', facts, withMore(withdrawing('s2')));
    expect(change?.Children).toMatchObject({ la_child_id: 'L1', purge: false });
    const [, episode] = change?.Children.social_care_episodes ?? [];
    expect(episode?.section_47_assessments).toMatchObject([
      { section_47_assessment_id: 's1', purge: false },
      { section_47_assessment_id: 's2', purge: true },
    ]);
    expect(Object.keys(episode?.section_47_assessments?.[1] ?? {})).toEqual(['section_47_assessment_id', 'purge']);
  });

  it('take an episode back whole', () => {
    const change = payloadChange('855', 'L1', facts, withMore(withdrawing('r1')));
    expect(change?.Children.social_care_episodes).toMatchObject([
      { social_care_episode_id: 'r2', purge: false },
      { social_care_episode_id: 'r1', purge: true },
    ]);
  });

  it('take the child back where the registration was in error, and the last episode where only that was', () => {
    const only = recorded([
      told('ChildRegistered', '2025-05-06', {}, 'c'),
      told('ReferralReceived', '2025-05-06', {}, 'r'),
    ]);
    const without = (...ids: readonly string[]) =>
      recorded([
        told('ChildRegistered', '2025-05-06', {}, 'c'),
        told('ReferralReceived', '2025-05-06', {}, 'r'),
        ...ids.map(withdrawing),
      ]);
    expect(payloadChange('855', 'L1', only, without('r', 'c'))).toEqual({
      la_code: 855,
      Children: { la_child_id: 'L1', mis_child_id: 'L1', purge: true },
    });
    expect(payloadChange('855', 'L1', only, without('r'))).toEqual({
      la_code: 855,
      Children: {
        la_child_id: 'L1',
        mis_child_id: 'L1',
        purge: false,
        social_care_episodes: [{ social_care_episode_id: 'r', purge: true }],
      },
    });
  });

  it('tell a child not told of before', () => {
    expect(payloadChange('855', 'L1', [], facts)).toEqual(payloadOf('855', 'L1', facts));
  });
});

it('parts a name only where nobody can doubt how', () => {
  expect(namesIn('Ash Willowbank')).toEqual({ first_name: 'Ash', surname: 'Willowbank' });
  expect(namesIn('van der Berg, Ash Lee')).toEqual({ first_name: 'Ash Lee', surname: 'van der Berg' });
  for (const name of ['Ash Lee Willowbank', 'Ash', '', ' , ', 'a, b, c', undefined]) expect(namesIn(name)).toEqual({});
});
