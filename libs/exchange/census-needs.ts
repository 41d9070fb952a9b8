import type { PlainDate } from '#calendar';
import type { Noting } from './census-item.ts';
import type { Episode, EpisodeAssessment, EpisodeEnquiry } from './census-parts.ts';
import type { Assessment, CinDetails, EarlierAssessment } from './census-records.ts';
import { after, afterDeath, misplaced, type Span } from './census-span.ts';

export function assessmentsOf(record: CinDetails, span: Span, { at, note }: Noting): readonly EpisodeAssessment[] {
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

export function enquiriesOf(record: CinDetails, span: Span, { at, note }: Noting): readonly EpisodeEnquiry[] {
  const found = (record.Section47 ?? []).flatMap((group): readonly EpisodeEnquiry[] => {
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
      return conferenceAlone({ record: group, startedOn, conferenceOn, conferenceNotRequired: false }, span);
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
  const kept = withoutOverlaps(
    found.filter(({ isLeftOut }) => isLeftOut !== true),
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
  const alone = found.filter((enquiry) => !kept.includes(enquiry));
  return [...kept, ...alone.flatMap((enquiry) => conferenceAlone(enquiry, span))];
}

/** The conference of an enquiry that is left out stands where it can, for a plan may rest on it. */
function conferenceAlone(enquiry: EpisodeEnquiry, { referredOn, closedOn }: Span): readonly EpisodeEnquiry[] {
  const { conferenceOn: on } = enquiry;
  if (on === undefined || on < referredOn || (closedOn !== undefined && on > closedOn)) return [];
  return [{ ...enquiry, isLeftOut: true }];
}

export function needPlansOf(record: CinDetails, span: Span, { at, note }: Noting): Episode['needPlans'] {
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
