import type { PlainDate } from '#calendar';
import type { Recorded } from '#history';
import type { Timescales } from '#timescales';
import { csvLine } from '../csv.ts';
import { childRecord } from '../record/read-child.ts';
import { assessmentRow, episodeRow, factorsRow, needPlanRows, needVisitRow } from './case.ts';
import { ssdTables, type SsdRow, type SsdTable } from './columns.ts';
import { contactRows, disabilityRows, involvementRows, personRow } from './person.ts';
import { conferenceRow, enquiryRow, otherPlanRow, planRow, planVisitRow, reviewRow } from './protection.ts';

export type SsdRows = { readonly [T in SsdTable]: readonly SsdRow<T>[] };

/**
 * A child's rows in each table. `on` is the day things are told as of: who has a case that goes on is who has it then.
 * Undefined of a child who is not registered.
 */
export function ssdRows(
  child: string,
  facts: readonly Recorded[],
  timescales: Timescales,
  on: PlainDate,
): SsdRows | undefined {
  const record = childRecord(child, facts);
  if (!record.isRegistered) return undefined;
  const { episodes, visits, otherPlans } = record;
  const assessed = episodes.flatMap((episode) => episode.assessments.map((one) => ({ episode, one })));
  const plans = episodes.flatMap((episode) => episode.plans.map((plan) => ({ episode, plan })));
  return {
    ssd_person: [personRow(record)],
    ssd_disability: disabilityRows(record),
    ssd_contacts: contactRows(record),
    ssd_cin_episodes: episodes.map((episode) => episodeRow(record, episode, on)),
    ssd_cin_assessments: assessed.map(({ episode, one }) => assessmentRow(record, episode, one, on)),
    ssd_assessment_factors: assessed.flatMap(({ one }) => factorsRow(one)),
    ssd_cin_plans: episodes.flatMap((episode) => needPlanRows(record, episode, on)),
    ssd_cin_visits: visits
      .filter(({ purpose }) => purpose === 'child-in-need')
      .map((visit) => needVisitRow(record, visit)),
    ssd_s47_enquiry: episodes.flatMap((episode) =>
      episode.enquiries.map((one) => enquiryRow(record, episode, one, on)),
    ),
    ssd_initial_cp_conference: episodes.flatMap((episode) =>
      episode.conferences.map((one) => conferenceRow(record, episode, one, timescales)),
    ),
    ssd_cp_plans: [
      ...plans.map(({ episode, plan }) => planRow(record, episode, plan)),
      ...otherPlans.map((plan) => otherPlanRow(record, plan)),
    ],
    ssd_cp_reviews: plans.flatMap(({ plan }) => plan.reviews.map((one) => reviewRow(record, plan, one, timescales))),
    ssd_cp_visits: visits
      .filter(({ purpose }) => purpose === 'protection-plan')
      .map((visit) => planVisitRow(record, visit)),
    ssd_involvements: involvementRows(record),
  };
}

export function ssdHeading(table: SsdTable): string {
  return csvLine(ssdTables[table]);
}

/** A row as a line of CSV; days are YYYY-MM-DD. */
export function ssdLine<T extends SsdTable>(table: T, row: SsdRow<T>): string {
  const values: Readonly<Record<string, string | number | undefined>> = row;
  return csvLine(ssdTables[table].map((column) => values[column]));
}
