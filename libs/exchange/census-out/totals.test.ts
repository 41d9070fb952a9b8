import { england } from '#calendar';
import type { Recorded } from '#history';
import {
  count,
  countGroups,
  groupingsOf,
  measureOf,
  questionOf,
  stillKnown,
  versions,
  type MeasureId,
  type RowVersion,
} from '#measures';
import { censusFile, censusJourneys, storiesFrom } from '#testing';
import { englandTimescales } from '#timescales';
import type { CensusChild, CinDetails } from '../census-records.ts';
import { windowOf, type CensusWindow } from '../census-year.ts';
import { censusChild } from './census-child.ts';

const years = [2021, 2022, 2023, 2024, 2025, 2026];
const journeys = new Map<string, readonly Recorded[]>();
let rows: readonly (readonly RowVersion[])[] = [];

beforeAll(() => {
  const into = censusJourneys();
  const stories = storiesFrom(23, 400, '2019-06-01');
  for (const year of years) into.take(censusFile('855', year, stories));
  for (const child of into.children()) journeys.set(child, into.of(child));
  rows = [...journeys.values()].map((facts) => versions(englandTimescales, facts));
});

function asking(id: MeasureId, asked: Readonly<Record<string, string>>) {
  const made = questionOf(measureOf(id)!, asked);
  if ('faults' in made) throw new Error(made.faults.map(({ says }) => says).join(' '));
  return made.question;
}

function measured(id: MeasureId, asked: Readonly<Record<string, string>>) {
  return count(asking(id, asked), rows, stillKnown - 1);
}

/** The categories there are plans of, with how many. */
function byCategory(id: MeasureId, asked: Readonly<Record<string, string>>) {
  const question = asking(id, asked);
  const groups = countGroups(question, groupingsOf(question.measure)['category']!, rows, stillKnown - 1);
  return Object.fromEntries(groups.flatMap(({ group, numerator }) => (numerator > 0 ? [[group, numerator]] : [])));
}

function returned(year: number): readonly CensusChild[] {
  return [...journeys].flatMap(([child, facts]) => censusChild(child, facts, { year, calendar: england }).child ?? []);
}

/** Counted in the file itself, by what its elements say. */
function totals(file: readonly CensusChild[], { from, to }: CensusWindow) {
  const inYear = (day: string | undefined): boolean => day !== undefined && from <= day && day <= to;
  const episodes = file.flatMap(({ CINdetails }): readonly CinDetails[] => CINdetails);
  const referred = episodes.filter(({ CINreferralDate }) => inYear(CINreferralDate));
  const enquiries = episodes.flatMap(({ Section47 = [] }) => Section47);
  const plans = episodes.flatMap(({ ChildProtectionPlans = [] }) => ChildProtectionPlans);
  const started = plans.filter(({ CPPstartDate }) => inYear(CPPstartDate));
  const conferences = [...enquiries, ...episodes].filter(({ DateOfInitialCPC }) => inYear(DateOfInitialCPC));
  return {
    referrals: referred.length,
    noFurtherAction: referred.filter(({ ReferralNFA }) => ReferralNFA === true).length,
    enquiries: enquiries.filter(({ S47ActualStartDate }) => inYear(S47ActualStartDate)).length,
    conferences: conferences.length,
    started: started.length,
    repeated: started.filter(({ NumberOfPreviousCPP = 0 }) => NumberOfPreviousCPP > 0).length,
    ended: plans.filter(({ CPPendDate }) => inYear(CPPendDate)).length,
    open: plans.filter(({ CPPendDate }) => CPPendDate === undefined).length,
  };
}

it.each(years)('the file of %i has plans under each category as the measures of its year have', (year) => {
  const { from, to } = windowOf(year);
  const plans = returned(year).flatMap(({ CINdetails }) =>
    CINdetails.flatMap(({ ChildProtectionPlans = [] }) => ChildProtectionPlans),
  );
  const started = plans.filter(({ CPPstartDate }) => from <= CPPstartDate && CPPstartDate <= to);
  const open = plans.filter(({ CPPendDate }) => CPPendDate === undefined);
  expect({
    started: tally(started.map(({ InitialCategoryOfAbuse }) => InitialCategoryOfAbuse)),
    open: tally(open.map(({ LatestCategoryOfAbuse }) => LatestCategoryOfAbuse)),
  }).toEqual({
    started: byCategory('plans-started', { from, to }),
    open: byCategory('plans-open', { at: to }),
  });
});

function tally(codes: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code ?? 'none'] = (counts[code ?? 'none'] ?? 0) + 1;
  return counts;
}

it.each(years)('the file of %i adds up to the measures of its year', (year) => {
  const { from, to } = windowOf(year);
  const during = { from, to };
  const told = totals(returned(year), { from, to });
  expect(told).toEqual({
    referrals: measured('referrals', during).numerator,
    noFurtherAction: measured('referrals-no-further-action', during).numerator,
    enquiries: measured('section-47-enquiries', during).numerator,
    conferences: measured('initial-conferences', during).numerator,
    started: measured('plans-started', during).numerator,
    repeated: measured('repeat-plans', during).numerator,
    ended: measured('plans-ended', during).numerator,
    open: measured('plans-open', { at: to }).numerator,
  });
});

it('has something of everything that is added up', () => {
  const { from, to } = windowOf(2024);
  expect(Math.min(...Object.values(totals(returned(2024), { from, to })))).toBeGreaterThan(0);
});
