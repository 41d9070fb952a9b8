import type { PlainDate } from '#calendar';
import type { AssessmentFactor, AssessmentKind, Category, ClosureReason } from '#events';
import { categoriesOf } from './census-codes.ts';
import type { Noting } from './census-item.ts';
import type { Assessment, ChildProtectionPlan, CinDetails, EarlierAssessment, Section47 } from './census-records.ts';
import type { CensusWindow } from './census-year.ts';

/** An episode of a file, freed of what contradicts itself. Each part keeps the record it was read from, which says where it stands. */
export interface Episode {
  readonly record: CinDetails;
  readonly referredOn: PlainDate;
  readonly noFurtherAction: boolean;
  readonly closed?: { readonly on: PlainDate; readonly reason: ClosureReason } | undefined;
  readonly transferInOn?: PlainDate | undefined;
  readonly assessments: readonly EpisodeAssessment[];
  readonly needPlans: readonly {
    readonly record: object;
    readonly startedOn: PlainDate;
    readonly endedOn?: PlainDate | undefined;
  }[];
  readonly enquiries: readonly EpisodeEnquiry[];
  readonly plans: readonly EpisodePlan[];
}

export interface EpisodeAssessment {
  readonly record: object;
  readonly kind: AssessmentKind;
  /** The names of the elements that date it. */
  readonly fields: { readonly start: string; readonly end: string };
  readonly startedOn: PlainDate;
  readonly authorisedOn?: PlainDate | undefined;
  readonly internalReviewOn?: PlainDate | undefined;
  readonly factors?: readonly AssessmentFactor[] | undefined;
}

export interface EpisodeEnquiry {
  readonly record: Section47;
  readonly startedOn: PlainDate;
  readonly conferenceOn?: PlainDate | undefined;
  readonly conferenceNotRequired: boolean;
}

export interface EpisodePlan {
  readonly record: ChildProtectionPlan;
  readonly startedOn: PlainDate;
  readonly endedOn?: PlainDate | undefined;
  readonly initial: readonly Category[];
  readonly latest: readonly Category[];
  readonly earlier: number;
  /** In order of days, each day once. */
  readonly reviews: readonly { readonly on: PlainDate; readonly index: number }[];
}

/** What an episode is held against. */
export interface Bounds {
  readonly window: CensusWindow;
  readonly diedOn?: PlainDate | undefined;
}

/**
 * Holds an episode against itself and its year, and notes each contradiction at the element that makes it. The largest part
 * without one is kept: of an item whose end is before its start the item goes; what was never finished in a closed episode
 * goes, and the closure stays; a day after the reference date is left for the next year's file.
 */
export function episodeOf(record: CinDetails, bounds: Bounds, noting: Noting): Episode | undefined {
  const { window } = bounds;
  const { at, note } = noting;
  const referredOn = record.CINreferralDate;
  if (referredOn > window.to) {
    note(at(record, 'CINreferralDate'), '8600', 'after-census-year', `The referral is dated ${after(window)}.`, 'item');
    return undefined;
  }
  const closed = closureOf(record, bounds, noting);
  const span: Span = { referredOn, closedOn: closed?.on, ...bounds };
  const parts = {
    assessments: assessmentsOf(record, span, noting),
    enquiries: enquiriesOf(record, span, noting),
    needPlans: needPlansOf(record, span, noting),
    plans: plansOf(record, span, noting),
  };
  const transferInOn = transferOf(record, span, parts, noting);
  const isActive = Object.values(parts).some((list) => list.length > 0) || transferInOn !== undefined;
  if (record.ReferralNFA === true && isActive) {
    const rule =
      parts.plans.length > 0
        ? '8832'
        : parts.needPlans.length > 0 && parts.assessments.length + parts.enquiries.length === 0
          ? '4000'
          : '8831';
    const reason =
      'The referral is said to have needed no further action, and has activity. It is taken as one that led to further action.';
    note(at(record, 'ReferralNFA'), rule, 'nfa-contradicts-activity', reason, 'value');
  }
  return {
    record,
    referredOn,
    noFurtherAction: record.ReferralNFA === true && !isActive,
    closed,
    transferInOn,
    ...parts,
  };
}

interface Span extends Bounds {
  readonly referredOn: PlainDate;
  readonly closedOn: PlainDate | undefined;
}

function closureOf(record: CinDetails, { window }: Bounds, { at, note }: Noting): Episode['closed'] {
  const { CINclosureDate: on, ReasonForClosure: reason, CINreferralDate: referredOn } = record;
  const isBad = (field: string): boolean => at(record, field) !== at(record);
  if (on === undefined) {
    if (reason !== undefined && !isBad('CINclosureDate')) {
      note(
        at(record, 'ReasonForClosure'),
        '8810',
        'closure-without-date',
        'A reason for closure is given and no date. The case is taken as open.',
        'value',
      );
    }
    return undefined;
  }
  const here = at(record, 'CINclosureDate');
  if (on < referredOn) {
    note(
      here,
      '8630',
      'closed-before-referral',
      `The case is closed on ${on}, before its referral on ${referredOn}. It is taken as open.`,
      'value',
    );
    return undefined;
  }
  if (on > window.to) {
    note(here, '8620', 'after-census-year', `The closure is dated ${after(window)}.`, 'value');
    return undefined;
  }
  if (reason === undefined && record.ReferralNFA !== true && !isBad('ReasonForClosure')) {
    note(
      here,
      '8805',
      'closure-without-reason',
      'The case is closed without a reason. It is taken over as RC7, any other reason.',
      'nothing',
    );
  }
  return { on, reason: reason ?? 'RC7' };
}

/** Why a thing that began on one day and ended, perhaps, on another cannot be of this episode; undefined where it can. */
function misplaced(
  span: Span,
  thing: { readonly name: string; readonly startedOn: PlainDate; readonly endedOn?: PlainDate | undefined },
  rules: { readonly before: string; readonly backwards?: string; readonly late?: string },
):
  | { readonly isOfEnd: boolean; readonly rule: string | undefined; readonly code: string; readonly reason: string }
  | undefined {
  const { name, startedOn, endedOn } = thing;
  const { referredOn, closedOn, window } = span;
  if (startedOn < referredOn) {
    return {
      isOfEnd: false,
      rule: rules.before,
      code: 'before-referral',
      reason: `The ${name} began on ${startedOn}, before the referral on ${referredOn}.`,
    };
  }
  if (startedOn > window.to) {
    return {
      isOfEnd: false,
      rule: rules.late,
      code: 'after-census-year',
      reason: `The ${name} is dated ${after(window)}.`,
    };
  }
  if (endedOn !== undefined && endedOn < startedOn) {
    return {
      isOfEnd: true,
      rule: rules.backwards,
      code: 'ends-before-it-begins',
      reason: `The ${name} ended on ${endedOn}, before it began on ${startedOn}.`,
    };
  }
  if (closedOn !== undefined && startedOn > closedOn) {
    return {
      isOfEnd: false,
      rule: '8565',
      code: 'no-open-case',
      reason: `The ${name} began on ${startedOn}, after the case was closed on ${closedOn}.`,
    };
  }
  if (closedOn !== undefined && endedOn !== undefined && endedOn > closedOn) {
    return {
      isOfEnd: true,
      rule: '8565',
      code: 'no-open-case',
      reason: `The ${name} ended on ${endedOn}, after the case was closed on ${closedOn}.`,
    };
  }
  return undefined;
}

function assessmentsOf(record: CinDetails, span: Span, { at, note }: Noting): readonly EpisodeAssessment[] {
  const single = (record.Assessments ?? []).map((each) => singleAssessment(each));
  const earlier = (['Initial', 'Core'] as const).flatMap((kind) =>
    (record[`${kind}Assessments`] ?? []).map((each) => earlierAssessment(each, kind)),
  );
  return [...earlier, ...single].flatMap((assessment): EpisodeAssessment[] => {
    const { record: group, startedOn, fields } = assessment;
    let { authorisedOn, factors } = assessment;
    if (authorisedOn !== undefined && authorisedOn > span.window.to) {
      note(
        at(group, fields.end),
        '8696',
        'after-census-year',
        `The assessment is authorised ${after(span.window)}.`,
        'value',
      );
      authorisedOn = undefined;
    } else if (authorisedOn === undefined && factors !== undefined) {
      const reason = 'Factors are given of an assessment that was not completed. They are not taken over.';
      note(at(group), '8614', 'factors-before-completion', reason, 'value');
      factors = undefined;
    }
    const wrong = misplaced(
      span,
      { name: 'assessment', startedOn, endedOn: authorisedOn },
      { before: '1103', backwards: '8608' },
    );
    if (wrong !== undefined) {
      note(at(group, wrong.isOfEnd ? fields.end : fields.start), wrong.rule, wrong.code, wrong.reason, 'item');
      return [];
    }
    if (authorisedOn === undefined && span.closedOn !== undefined) {
      const reason = `The case was closed on ${span.closedOn}, and this assessment was never authorised.`;
      note(at(group, fields.start), '8867', 'still-open', reason, 'item');
      return [];
    }
    return [{ ...assessment, authorisedOn, factors }];
  });
}

function singleAssessment(record: Assessment): EpisodeAssessment {
  return {
    record,
    kind: 'single',
    fields: { start: 'AssessmentActualStartDate', end: 'AssessmentAuthorisationDate' },
    startedOn: record.AssessmentActualStartDate,
    authorisedOn: record.AssessmentAuthorisationDate,
    internalReviewOn: record.AssessmentInternalReviewDate,
    factors: record.FactorsIdentifiedAtAssessment?.AssessmentFactors,
  };
}

function earlierAssessment(record: EarlierAssessment, kind: 'Initial' | 'Core'): EpisodeAssessment {
  return {
    record,
    kind: kind === 'Initial' ? 'initial' : 'core',
    fields: { start: 'ActualStartDate', end: 'ActualEndDate' },
    startedOn: record.ActualStartDate,
    authorisedOn: record.ActualEndDate,
  };
}

function enquiriesOf(record: CinDetails, span: Span, { at, note }: Noting): readonly EpisodeEnquiry[] {
  const found = (record.Section47 ?? []).flatMap((group): EpisodeEnquiry[] => {
    const { S47ActualStartDate: startedOn, ICPCnotRequired: flag = false } = group;
    let conferenceOn = group.DateOfInitialCPC;
    if (conferenceOn !== undefined && conferenceOn > span.window.to) {
      note(
        at(group, 'DateOfInitialCPC'),
        '8715',
        'after-census-year',
        `The conference is dated ${after(span.window)}.`,
        'value',
      );
      conferenceOn = undefined;
    }
    const wrong = misplaced(
      span,
      { name: 'enquiry', startedOn, endedOn: conferenceOn },
      { before: '2889', backwards: '8615' },
    );
    if (wrong !== undefined) {
      note(
        at(group, wrong.isOfEnd ? 'DateOfInitialCPC' : 'S47ActualStartDate'),
        wrong.rule,
        wrong.code,
        wrong.reason,
        'item',
      );
      return [];
    }
    if (conferenceOn !== undefined && flag) {
      const reason = 'A conference was held, and is said not to have been required. That it was held is taken over.';
      note(at(group, 'ICPCnotRequired'), undefined, 'conference-contradicts-flag', reason, 'value');
    }
    if (conferenceOn === undefined && !flag && span.closedOn !== undefined) {
      const reason = `The case was closed on ${span.closedOn}, and this enquiry has neither a conference nor the finding that none was needed.`;
      note(at(group, 'S47ActualStartDate'), '8868', 'still-open', reason, 'item');
      return [];
    }
    return [{ record: group, startedOn, conferenceOn, conferenceNotRequired: flag && conferenceOn === undefined }];
  });
  return withoutOverlaps(
    found,
    ({ startedOn }) => startedOn,
    (enquiry, before) => {
      if (before.conferenceNotRequired || enquiry.startedOn > (before.conferenceOn ?? enquiry.startedOn)) return false;
      const bothOpen =
        before.conferenceOn === undefined && enquiry.conferenceOn === undefined && !enquiry.conferenceNotRequired;
      const reason = `An enquiry begun on ${before.startedOn} was still going on. One goes on at a time: this one is taken as part of it.`;
      note(
        at(enquiry.record, 'S47ActualStartDate'),
        bothOpen ? '8839' : '8890',
        'enquiry-already-open',
        reason,
        'item',
      );
      return true;
    },
  );
}

function needPlansOf(record: CinDetails, span: Span, { at, note }: Noting): Episode['needPlans'] {
  return (record.CINPlanDates ?? []).flatMap((group) => {
    const { CINPlanStartDate: startedOn } = group;
    let endedOn = group.CINPlanEndDate;
    if (endedOn !== undefined && endedOn > span.window.to) {
      note(
        at(group, 'CINPlanEndDate'),
        '4013',
        'after-census-year',
        `The plan’s end is dated ${after(span.window)}.`,
        'value',
      );
      endedOn = undefined;
    }
    const rules = { before: '4015', backwards: '4011', late: '4010' };
    const wrong =
      misplaced(span, { name: 'child in need plan', startedOn, endedOn }, rules) ??
      afterDeath(span, 'child in need plan', startedOn, '4008');
    if (wrong !== undefined) {
      note(
        at(group, wrong.isOfEnd ? 'CINPlanEndDate' : 'CINPlanStartDate'),
        wrong.rule,
        wrong.code,
        wrong.reason,
        'item',
      );
      return [];
    }
    if (endedOn === undefined && span.closedOn !== undefined) {
      const reason = `The case was closed on ${span.closedOn}, and this child in need plan never ended.`;
      note(at(group, 'CINPlanStartDate'), undefined, 'still-open', reason, 'item');
      return [];
    }
    return [{ record: group, startedOn, endedOn }];
  });
}

function plansOf(record: CinDetails, span: Span, noting: Noting): readonly EpisodePlan[] {
  const { at, note } = noting;
  const found = (record.ChildProtectionPlans ?? []).flatMap((group): EpisodePlan[] => {
    const { CPPstartDate: startedOn } = group;
    let endedOn = group.CPPendDate;
    if (endedOn !== undefined && endedOn > span.window.to) {
      note(
        at(group, 'CPPendDate'),
        '8930',
        'after-census-year',
        `The plan’s end is dated ${after(span.window)}.`,
        'value',
      );
      endedOn = undefined;
    }
    const name = 'child protection plan';
    const wrong =
      misplaced(span, { name, startedOn, endedOn }, { before: '1105', backwards: '8925', late: '8720' }) ??
      (endedOn === startedOn && endedOn !== span.diedOn
        ? { isOfEnd: true, rule: '8840', code: 'plan-of-no-days', reason: 'The plan ended on the day it started.' }
        : undefined) ??
      afterDeath(span, name, startedOn, '8915') ??
      (span.diedOn !== undefined && endedOn !== undefined && endedOn > span.diedOn
        ? {
            isOfEnd: true,
            rule: '8920',
            code: 'plan-ends-on-death',
            reason: `The plan ended on ${endedOn}, after the child died on ${span.diedOn}.`,
          }
        : undefined);
    if (wrong !== undefined) {
      note(at(group, wrong.isOfEnd ? 'CPPendDate' : 'CPPstartDate'), wrong.rule, wrong.code, wrong.reason, 'item');
      return [];
    }
    if (endedOn === undefined && span.closedOn !== undefined) {
      const reason = `The case was closed on ${span.closedOn}, and this child protection plan never ended.`;
      note(at(group, 'CPPstartDate'), '8565', 'still-open', reason, 'item');
      return [];
    }
    const { InitialCategoryOfAbuse: first, LatestCategoryOfAbuse: last } = group;
    const initial = first === undefined ? [] : categoriesOf(first);
    const latest = last === undefined ? initial : categoriesOf(last);
    const earlier = group.NumberOfPreviousCPP ?? 0;
    return [
      { record: group, startedOn, endedOn, initial, latest, earlier, reviews: reviewsOf(group, endedOn, span, noting) },
    ];
  });
  return [...found].sort((a, b) => (a.startedOn < b.startedOn ? -1 : a.startedOn > b.startedOn ? 1 : 0));
}

function reviewsOf(
  group: ChildProtectionPlan,
  endedOn: PlainDate | undefined,
  { window }: Span,
  { at, note }: Noting,
): EpisodePlan['reviews'] {
  const { CPPstartDate: startedOn, Reviews: told } = group;
  if (told === undefined) return [];
  const kept = new Map<PlainDate, number>();
  told.CPPreviewDate?.forEach((on, index) => {
    const here = at(told, 'CPPreviewDate', index);
    if (on <= startedOn) {
      note(
        here,
        '8841',
        'review-before-plan',
        `The review on ${on} is not after the plan’s start on ${startedOn}.`,
        'item',
      );
    } else if (endedOn !== undefined && on > endedOn) {
      note(here, undefined, 'no-plan-open', `The review on ${on} is after the plan’s end on ${endedOn}.`, 'item');
    } else if (on > window.to) {
      note(here, undefined, 'after-census-year', `The review is dated ${after(window)}.`, 'item');
    } else if (!kept.has(on)) kept.set(on, index);
  });
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([on, index]) => ({ on, index }));
}

function transferOf(
  record: CinDetails,
  { referredOn, closedOn, window }: Span,
  { enquiries, plans }: Pick<Episode, 'enquiries' | 'plans'>,
  { at, note }: Noting,
): PlainDate | undefined {
  const on = record.DateOfInitialCPC;
  if (on === undefined) return undefined;
  const here = at(record, 'DateOfInitialCPC');
  const refuse = (rule: string, code: string, reason: string): undefined => {
    note(here, rule, code, reason, 'item');
    return undefined;
  };
  if (on < referredOn)
    return refuse('1104', 'before-referral', `The conference on ${on} is before the referral on ${referredOn}.`);
  if (on > window.to) return refuse('8715', 'after-census-year', `The conference is dated ${after(window)}.`);
  if (closedOn !== undefined && on > closedOn)
    return refuse('8565', 'no-open-case', `The conference on ${on} is after the case was closed on ${closedOn}.`);
  const told = enquiries.flatMap(({ conferenceOn }) => conferenceOn ?? []);
  const isOfItsOwnPlan = !told.includes(on) && plans.some(({ startedOn }) => startedOn === on);
  if (told.length === 0 || isOfItsOwnPlan) return on;
  return refuse(
    '2884',
    'conference-told-twice',
    'A conference is told both of an enquiry and of a transfer in. That of the enquiry is taken over.',
  );
}

function afterDeath({ diedOn }: Span, name: string, startedOn: PlainDate, rule: string) {
  if (diedOn === undefined || startedOn <= diedOn) return undefined;
  return {
    isOfEnd: false,
    rule,
    code: 'after-death',
    reason: `The ${name} began on ${startedOn}, after the child died on ${diedOn}.`,
  };
}

function after({ to }: CensusWindow): string {
  return `after the reference date ${to}: the next year’s file tells of it`;
}

/** Those of a list that do not overlap one kept before them, in order of days. */
function withoutOverlaps<T>(
  list: readonly T[],
  day: (each: T) => PlainDate,
  overlaps: (each: T, before: T) => boolean,
): readonly T[] {
  const kept: T[] = [];
  for (const each of [...list].sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0))) {
    if (!kept.some((before) => overlaps(each, before))) kept.push(each);
  }
  return kept;
}
