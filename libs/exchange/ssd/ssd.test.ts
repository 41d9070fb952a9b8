import { plainDate } from '#calendar';
import { recorded, told, withQuorum, wholeJourney as journey } from '#testing';
import { englandTimescales } from '#timescales';
import { ssdTableNames, ssdTables } from './columns.ts';
import { ssdHeading, ssdLine, ssdRows } from './tables.ts';

const facts = recorded(journey);

const on = plainDate('2026-03-31');
const rows = ssdRows('L1', facts, englandTimescales, on);

it('tells of the person, disabilities, contacts and workers', () => {
  expect(rows?.ssd_person).toEqual([
    {
      pers_person_id: 'L1',
      pers_upn: 'A123456789012',
      pers_forename: 'Ash',
      pers_surname: 'Willowbank',
      pers_sex: 'M',
      pers_gender: 'M',
      pers_ethnicity: 'MWBC',
      pers_dob: '2016-02-29',
      pers_single_unique_id: '9434765919',
    },
  ]);
  expect(rows?.ssd_disability.map((row) => row.disa_disability_code)).toEqual(['MOB', 'LD']);
  expect(rows?.ssd_contacts).toMatchObject([
    { cont_contact_id: 'contact', cont_contact_date: '2025-05-05', cont_contact_source_code: '5D' },
  ]);
  expect(JSON.parse(rows?.ssd_contacts[0]?.cont_contact_outcome_json as string)).toMatchObject({
    NEW_REFERRAL_FLAG: 'Y',
    NFA_FLAG: 'N',
  });
  expect(rows?.ssd_involvements).toMatchObject([
    { invo_professional_id: 'W1', invo_referral_id: 'r2', invo_involvement_end_date: '2025-05-20' },
    { invo_professional_id: 'W2', invo_professional_team: '=North', invo_involvement_start_date: '2025-05-20' },
  ]);
});

it('tells of episodes, assessments and factors', () => {
  expect(rows?.ssd_cin_episodes).toMatchObject([
    { cine_referral_id: 'r1', cine_referral_nfa: 'Y' },
    {
      cine_referral_id: 'r2',
      cine_person_id: 'L1',
      cine_referral_date: '2025-05-06',
      cine_cin_primary_need_code: 'N1',
      cine_referral_source_code: '6',
      cine_referral_source_desc: 'POLICE',
      cine_referral_nfa: 'N',
      cine_referral_team: '=North',
      cine_referral_worker_id: 'W2',
    },
  ]);
  // Whoever was allocated for a later referral had nothing to do with one that came to nothing.
  expect(rows?.ssd_cin_episodes[0]?.cine_referral_worker_id).toBeUndefined();
  expect(rows?.ssd_cin_assessments).toMatchObject([
    {
      cina_assessment_id: 'a1',
      cina_person_id: 'L1',
      cina_referral_id: 'r2',
      cina_assessment_start_date: '2025-05-07',
      cina_assessment_child_seen: 'Y',
      cina_assessment_auth_date: '2025-06-20',
      cina_assessment_outcome_nfa: 'N',
      cina_assessment_team: '=North',
      cina_assessment_worker_id: 'W2',
    },
  ]);
  expect(rows?.ssd_assessment_factors).toEqual([
    { cinf_table_id: 'a1-factors', cinf_assessment_id: 'a1', cinf_assessment_factors_json: '{"3B":"Y","16A":"Y"}' },
  ]);
  expect(rows?.ssd_cin_plans).toMatchObject([{ cinp_cin_plan_id: 'n1', cinp_cin_plan_start_date: '2026-02-10' }]);
  expect(rows?.ssd_cin_visits).toMatchObject([
    { cinv_cin_visit_id: 'v3', cinv_cin_plan_id: 'n1', cinv_cin_visit_seen: 'N', cinv_cin_visit_date: '2026-02-20' },
  ]);
});

it('tells of enquiries and conferences, with the target 15 working days after the enquiry began', () => {
  expect(rows?.ssd_s47_enquiry).toMatchObject([
    {
      s47e_s47_enquiry_id: 's1',
      s47e_referral_id: 'r2',
      s47e_person_id: 'L1',
      s47e_s47_start_date: '2025-05-08',
      s47e_s47_end_date: '2025-05-20',
      s47e_s47_nfa: 'N',
    },
    { s47e_s47_enquiry_id: 's2', s47e_s47_nfa: 'Y' },
  ]);
  expect(rows?.ssd_initial_cp_conference).toMatchObject([
    { icpc_icpc_id: 'c0', icpc_icpc_date: '2025-05-23', icpc_icpc_outcome_cp_flag: undefined },
    {
      icpc_icpc_id: 'c1',
      icpc_icpc_meeting_id: 'm1',
      icpc_s47_enquiry_id: 's1',
      icpc_person_id: 'L1',
      icpc_cp_plan_id: 'p1',
      icpc_referral_id: 'r2',
      icpc_icpc_transfer_in: 'N',
      icpc_icpc_target_date: '2025-05-30',
      icpc_icpc_date: '2025-05-29',
      icpc_icpc_outcome_cp_flag: 'Y',
      icpc_icpc_team: '=North',
      icpc_icpc_worker_id: 'W2',
    },
  ]);
});

it('says of an enquiry about a child on a plan already that it was another outcome, and not that nothing was done', () => {
  const planned = recorded([
    told('ChildRegistered', '2025-06-02'),
    told('ReferralReceived', '2025-06-02'),
    told('StrategyDiscussionHeld', '2025-06-03'),
    told('Section47Concluded', '2025-06-10', { outcome: 'already-on-plan' }),
  ]);
  const flags = '{"NFA_FLAG":"N","CP_CONFERENCE_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y"}';
  expect(ssdRows('L2', planned, englandTimescales, on)?.ssd_s47_enquiry).toMatchObject([
    { s47e_s47_nfa: 'N', s47e_s47_outcome_json: flags },
  ]);
});

it('counts a conference on a move into the area from the day it was notified', () => {
  const moved = recorded([
    told('ChildRegistered', '2025-06-02'),
    told('TransferInNotified', '2025-06-02', { notifiedOn: plainDate('2025-05-30') }),
    told('ReferralReceived', '2025-06-02'),
    told('InitialConferenceHeld', '2025-06-20', { outcome: 'plan' }),
  ]);
  expect(ssdRows('L2', moved, englandTimescales, on)?.ssd_initial_cp_conference).toMatchObject([
    { icpc_icpc_transfer_in: 'Y', icpc_icpc_target_date: '2025-06-20', icpc_s47_enquiry_id: undefined },
  ]);
});

it('tells of plans, this authority’s and others’, and of visits', () => {
  expect(rows?.ssd_cp_plans).toEqual([
    {
      cppl_cp_plan_id: 'p1',
      cppl_referral_id: 'r2',
      cppl_icpc_id: 'c1',
      cppl_person_id: 'L1',
      cppl_cp_plan_start_date: '2025-05-29',
      cppl_cp_plan_end_date: '2026-02-10',
      cppl_cp_plan_ola: 'N',
      cppl_cp_plan_initial_category: 'NEG',
      cppl_cp_plan_latest_category: 'MUL',
    },
    {
      cppl_cp_plan_id: 'o1',
      cppl_person_id: 'L1',
      cppl_cp_plan_start_date: '2026-03-13',
      cppl_cp_plan_end_date: undefined,
      cppl_cp_plan_ola: 'Y',
      cppl_cp_plan_initial_category: 'PHY',
      cppl_cp_plan_latest_category: 'PHY',
    },
  ]);
  expect(rows?.ssd_cp_visits).toEqual([
    {
      cppv_cp_visit_id: 'v2',
      cppv_person_id: 'L1',
      cppv_cp_plan_id: 'p1',
      cppv_cp_visit_date: '2025-07-01',
      cppv_cp_visit_seen: 'Y',
      cppv_cp_visit_seen_alone: 'Y',
      cppv_cp_visit_bedroom: 'Y',
    },
  ]);
});

describe('reviews', () => {
  it('are due 91 days after the conference, and 183 after the review before', () => {
    expect(rows?.ssd_cp_reviews).toMatchObject([
      {
        cppr_cp_review_id: 'rv1',
        cppr_person_id: 'L1',
        cppr_cp_plan_id: 'p1',
        cppr_cp_review_due: '2025-08-28',
        cppr_cp_review_date: '2025-08-20',
        cppr_cp_review_outcome_continue_cp: 'Y',
        cppr_cp_review_participation: 'Y',
      },
      {
        cppr_cp_review_id: 'rv2',
        cppr_cp_review_due: '2026-02-19',
        cppr_cp_review_meeting_id: 'm3',
        cppr_cp_review_outcome_continue_cp: 'N',
        cppr_cp_review_participation: 'N',
      },
    ]);
  });

  it('are quorate by the authority’s own quorum, and without one nothing is claimed', () => {
    const quorum = withQuorum({ present: ['social-care'], others: 1 });
    const told_ = ssdRows('L1', facts, quorum, on)?.ssd_cp_reviews.map((row) => row.cppr_cp_review_quorate);
    expect(told_).toEqual(['Y', 'N']);
    expect(rows?.ssd_cp_reviews.map((row) => row.cppr_cp_review_quorate)).toEqual([undefined, undefined]);
  });

  it('that were adjourned do not move the next one’s due day', () => {
    const adjourned = recorded([
      ...journey.slice(0, 16),
      told('ReviewConferenceHeld', '2025-08-01', { outcome: 'adjourned' }),
      told('ReviewConferenceHeld', '2025-09-01'),
    ]);
    expect(ssdRows('L1', adjourned, englandTimescales, on)?.ssd_cp_reviews).toMatchObject([
      { cppr_cp_review_due: '2025-08-28', cppr_cp_review_outcome_continue_cp: undefined },
      { cppr_cp_review_due: '2025-08-28', cppr_cp_review_date: '2025-09-01' },
    ]);
  });
});

it('is written under the dataset’s names, every field of a row in its column', () => {
  for (const table of ssdTableNames) {
    const columns: readonly string[] = ssdTables[table];
    expect(ssdHeading(table)).toBe(`${columns.join(',')}\r\n`);
    for (const row of rows?.[table] ?? []) {
      for (const name of Object.keys(row)) expect(columns).toContain(name);
      expect(ssdLine(table, row).endsWith('\r\n')).toBe(true);
    }
  }
  expect(rows?.ssd_cp_visits[0] && ssdLine('ssd_cp_visits', rows.ssd_cp_visits[0])).toBe(
    'v2,L1,p1,2025-07-01,Y,Y,Y\r\n',
  );
});
