import { addDays, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { demand } from './contradiction.ts';
import { earliest, hasWorkingDay, latest, workingDaysAfter, workingDayWithin } from './days.ts';
import { roomUntil, type ChildLine, type Episode } from './episodes.ts';
import { published, publishedWithin, suppressedCount, type Span, type Story, type Targets } from './targets.ts';

/** An episode, and the day by which it must have closed. */
interface Open {
  readonly episode: Episode;
  readonly room: PlainDate;
}

/** Assessments authorised in a span, and how many of them in time. */
interface Wanted extends Span {
  readonly authorised: number;
  readonly inTime: number;
}

/** What is assessed, and the working days it may take from the referral. */
const terms = {
  initial: { measure: 'initial-assessments-in-10-days', limit: 10, least: 2, usualShare: 0.9 },
  single: { measure: 'assessments-in-45-days', limit: 45, least: 8, usualShare: 0.82 },
} as const;

/**
 * Decides what came of every referral of a story that led to no plan: assessed, in time or late, as many in each span
 * as its figures say; or no further action; or closed before an assessment began. Sets the day each closed.
 */
export function shareOutAssessments(targets: Targets, story: Story, lines: readonly ChildLine[], chance: Chance): void {
  const all = lines.flatMap((line) =>
    line.episodes.flatMap((episode, index) =>
      episode.decision === undefined ? [{ episode, room: roomUntil(line, index) }] : [],
    ),
  );
  authorisePlanAssessments(all, story, chance);
  const open = all.filter(({ episode }) => episode.plan === undefined && episode.unassessed === undefined);
  for (const wanted of wantedOf(targets, story)) authorise(open, all, wanted, story, chance);
  for (const span of story.years) takeNoFurtherAction(targets, story, span, open, chance);
  for (const { episode } of all) episode.decision ??= isTakenUp(episode, story) ? 'assess' : 'no-further-action';
  for (const span of story.years) closeNotInNeed(targets, story, span, open, chance);
  for (const one of all) close(one, story, chance);
}

/** The working days an assessment may take of a referral of this story: seven before March 2010, for an initial one. */
export function dueDay(story: Story, on: PlainDate): PlainDate {
  const limit = story.assessments === 'initial' && on < '2010-03-17' ? 7 : terms[story.assessments].limit;
  return workingDaysAfter(on, limit);
}

/** A plan's assessment is authorised while the enquiry runs, always in time. */
function authorisePlanAssessments(all: readonly Open[], story: Story, chance: Chance): void {
  for (const { episode } of all) {
    if (episode.plan === undefined) continue;
    const usual = workingDaysAfter(episode.plan.strategyOn, chance.between(1, 5));
    episode.authorisedOn = latest(workingDaysAfter(episode.on, 1), earliest(usual, dueDay(story, episode.on)));
  }
}

/** The assessments to be authorised, span by span: as published, by quarter where quarters are, or a usual share. */
function wantedOf(targets: Targets, story: Story): readonly Wanted[] {
  const { measure, usualShare } = terms[story.assessments];
  const known = publishedWithin(targets, story.authority, measure, storySpan(story));
  const parts = known.filter(
    (one) => !known.some((other) => other !== one && other.from >= one.from && other.to <= one.to),
  );
  const wanted = parts.flatMap(({ from, to, numerator, denominator }) =>
    denominator === undefined
      ? []
      : [{ from, to, authorised: denominator, inTime: numerator ?? Math.round(denominator * usualShare) }],
  );
  const untold = story.years.filter((year) => !wanted.some(({ from, to }) => from >= year.from && to <= year.to));
  const usual = untold.map((year) => {
    const referrals = published(targets, story.authority, 'referrals', year)?.numerator ?? 0;
    const authorised = Math.round(referrals * 0.8);
    return { ...year, authorised, inTime: Math.round(authorised * usualShare) };
  });
  return [...wanted, ...usual].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** Authorises so many assessments in the span: first those that must be late, then those that must be in time. */
function authorise(open: readonly Open[], all: readonly Open[], wanted: Wanted, story: Story, chance: Chance): void {
  const { limit, least } = terms[story.assessments];
  const told = all.filter(
    ({ episode }) => episode.authorisedOn !== undefined && isWithin(episode.authorisedOn, wanted),
  ).length;
  const free = chance.shuffled(
    open.filter(({ episode }) => episode.authorisedOn === undefined && episode.on <= wanted.to),
  );
  const late = free.map((one) => ({
    one,
    from: workingDaysAfter(dueDay(story, one.episode.on), 1),
    to: workingDaysAfter(one.episode.on, limit + 35),
  }));
  const inTime = free.map((one) => ({
    one,
    from: workingDaysAfter(one.episode.on, least),
    to: dueDay(story, one.episode.on),
  }));
  const lateLeft = place(late, wanted, wanted.authorised - wanted.inTime, chance);
  const inTimeLeft = place(inTime, wanted, wanted.inTime - told, chance);
  demand(
    told <= wanted.inTime,
    story.authority,
    `more assessments of plans than are in time were authorised from ${wanted.from} to ${wanted.to}`,
  );
  demand(
    lateLeft === 0 && inTimeLeft === 0,
    story.authority,
    `too few referrals for the assessments authorised from ${wanted.from} to ${wanted.to}`,
  );
}

/** Authorises up to `count` of the candidates on a day of their own window that lies in the span. Returns how many are wanting. */
function place(
  candidates: readonly { one: Open; from: PlainDate; to: PlainDate }[],
  span: Span,
  count: number,
  chance: Chance,
): number {
  let left = count;
  for (const { one, from, to } of candidates) {
    if (left <= 0) break;
    const first = latest(from, span.from);
    const last = earliest(to, span.to, one.room);
    if (one.episode.authorisedOn !== undefined || !hasWorkingDay(first, last)) continue;
    one.episode.authorisedOn = workingDayWithin(chance, first, last);
    left -= 1;
  }
  return Math.max(0, left);
}

/** Of the referrals of the span that were not assessed, as many as its figures say needed no further action. */
function takeNoFurtherAction(targets: Targets, story: Story, span: Span, open: readonly Open[], chance: Chance): void {
  const figure = published(targets, story.authority, 'referrals-no-further-action', span);
  const unassessed = chance.shuffled(
    open.filter(({ episode }) => episode.authorisedOn === undefined && isWithin(episode.on, span)),
  );
  const count =
    figure?.suppressed === true ? suppressedCount : (figure?.numerator ?? Math.round(unassessed.length * 0.7));
  demand(
    unassessed.length >= count,
    story.authority,
    `too many assessments to leave ${String(count)} referrals without further action from ${span.from} to ${span.to}`,
  );
  for (const { episode } of unassessed.slice(0, count)) episode.decision = 'no-further-action';
}

/** A referral of the story's own spans that is not among those without further action; an older one only if something came of it. */
function isTakenUp(episode: Episode, story: Story): boolean {
  return episode.plan !== undefined || episode.authorisedOn !== undefined || isWithin(episode.on, storySpan(story));
}

/** Of the assessed referrals of the span, as many as its figures say were found not to be in need. */
function closeNotInNeed(targets: Targets, story: Story, span: Span, open: readonly Open[], chance: Chance): void {
  const assessed = chance.shuffled(
    open.filter(({ episode }) => episode.authorisedOn !== undefined && isWithin(episode.on, span)),
  );
  const count =
    published(targets, story.authority, 'assessed-not-in-need', span)?.numerator ?? Math.round(assessed.length / 2);
  demand(
    assessed.length >= count,
    story.authority,
    `fewer referrals were assessed than were found not in need from ${span.from} to ${span.to}`,
  );
  for (const { episode } of assessed.slice(0, count)) episode.closedAs = 'RC8';
}

/** Closes an episode that led to no plan: at once when not in need, some months on when helped, soon when never assessed. */
function close({ episode, room }: Open, story: Story, chance: Chance): void {
  if (episode.plan !== undefined || episode.decision === 'no-further-action') return;
  episode.closedAs ??= 'RC7';
  if (episode.authorisedOn === undefined) {
    const soon = workingDaysAfter(episode.on, chance.between(4, terms[story.assessments].limit - 1));
    episode.closedOn = latest(workingDaysAfter(episode.on, 2), earliest(soon, addDays(room, 5)));
    return;
  }
  const usual = workingDaysAfter(
    episode.authorisedOn,
    episode.closedAs === 'RC8' ? chance.between(0, 3) : chance.between(20, 130),
  );
  episode.closedOn = latest(episode.authorisedOn, earliest(usual, addDays(room, 5)));
}

function storySpan({ years }: Story): Span {
  return { from: (years[0] as Span).from, to: (years.at(-1) as Span).to };
}

function isWithin(day: PlainDate, span: Span): boolean {
  return day >= span.from && day <= span.to;
}
