import type { PlainDate } from '#calendar';
import { categoriesOf } from './census-codes.ts';
import type { Noting } from './census-item.ts';
import type { Episode, EpisodePlan } from './census-parts.ts';
import type { ChildProtectionPlan, CinDetails } from './census-records.ts';
import { after, afterDeath, misplaced, type Span } from './census-span.ts';

export function plansOf(record: CinDetails, span: Span, noting: Noting): readonly EpisodePlan[] {
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
  told.CPPreviewDate.forEach((on, index) => {
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

export function transferOf(
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
  if (on < referredOn) {
    refuse('1104', 'before-referral', `The conference on ${on} is before the referral on ${referredOn}.`);
    return;
  }
  if (on > window.to) {
    refuse('8715', 'after-census-year', `The conference is dated ${after(window)}.`);
    return;
  }
  if (closedOn !== undefined && on > closedOn) {
    refuse('8565', 'no-open-case', `The conference on ${on} is after the case was closed on ${closedOn}.`);
    return;
  }
  const told = enquiries.flatMap(({ conferenceOn }) => conferenceOn ?? []);
  const isOfItsOwnPlan = !told.includes(on) && plans.some(({ startedOn }) => startedOn === on);
  if (told.length === 0 || isOfItsOwnPlan) return on;
  refuse(
    '2884',
    'conference-told-twice',
    'A conference is told both of an enquiry and of a transfer in. That of the enquiry is taken over.',
  );
}
