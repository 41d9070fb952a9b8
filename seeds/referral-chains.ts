import { addDays, addMonths, daysBetween, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';
import { demand } from './contradiction.ts';
import { earliest, hasWorkingDay, workingDayBy, workingDayFrom, workingDayWithin } from './days.ts';
import type { ChildLine, Episode } from './episodes.ts';
import type { ReferralCounts } from './referral-counts.ts';

/** Two referrals of one child are at least so many days apart: time for the first to be decided, assessed and closed. */
const apart = 50;

/** What is to be drawn up: the counts, the referrals that led to plans, and who was referred in earlier spans. */
interface ToDraw {
  readonly authority: string;
  readonly counts: ReferralCounts;
  /** Children whose referral of this span led to a plan, and that referral. */
  readonly onPlans: readonly { readonly line: ChildLine; readonly episode: Episode }[];
  /** Children of the story's spans before, none on a plan. Empty for the first span. */
  readonly known: readonly ChildLine[];
  /** Children of stories told before, years ago. Those referred again are taken out. */
  readonly longAgo: ChildLine[];
  readonly chance: Chance;
}

/**
 * Draws up the referrals of a span: who is referred when, how often, and who had been referred in the year before.
 * Returns the children who come into the story with it.
 */
export function referralChains(draw: ToDraw): ChildLine[] {
  const { authority, counts, chance } = draw;
  const carriedOnPlans = carryOntoPlans(draw);
  const carried = counts.carried - carriedOnPlans;
  const singles = counts.referrals - counts.again - counts.freshAndAgain - carried - draw.onPlans.length;
  demand(
    singles >= 0 && carried >= 0,
    authority,
    `too few referrals from ${counts.span.from} for the children referred again and the plans`,
  );
  const times = timesReferred(counts, carried, chance);
  const chains = times.map(({ referred, isCarried }) => ({
    days: referred === 1 ? [] : spread(counts, referred, chance),
    isCarried,
  }));
  const onesToPlace = [
    ...chains.filter(({ days }) => days.length === 0),
    ...Array.from({ length: singles }, () => ({ days: [] as PlainDate[], isCarried: false })),
  ];
  const placed = [...draw.onPlans.map(({ episode }) => episode.on), ...chains.flatMap(({ days }) => days)];
  const openDays = fillQuotas(counts, placed, onesToPlace.length, authority, chance);
  onesToPlace.forEach((one, index) => one.days.push(openDays[index] as PlainDate));
  const all = [...chains, ...onesToPlace.filter((one) => !chains.includes(one))];
  return linesOf(draw, all);
}

interface Chain {
  readonly days: PlainDate[];
  readonly isCarried: boolean;
}

/** Some of the children who came onto a plan had been referred in the year before, and nothing came of it then. */
function carryOntoPlans({ onPlans, counts, known, chance }: ToDraw): number {
  // A referral in the year before would be one more of a span already told.
  if (known.length > 0) return 0;
  const share = Math.floor((counts.carried / counts.referrals) * onPlans.length);
  const first = onPlans.filter(({ line, episode }) => line.episodes[0] === episode);
  const chosen = chance.shuffled(first).slice(0, share);
  for (const { line, episode } of chosen) {
    line.episodes.unshift({ on: lookBack(episode.on, counts.span.from, chance), unassessed: true });
  }
  return chosen.length;
}

/** How often each child who is referred again, or carried, is referred in the span. */
function timesReferred(
  { again, freshAndAgain, span }: ReferralCounts,
  carried: number,
  chance: Chance,
): { referred: number; isCarried: boolean }[] {
  const children = [
    ...Array.from({ length: freshAndAgain }, () => ({ referred: 2, isCarried: false })),
    ...Array.from({ length: carried }, () => ({ referred: 1, isCarried: true })),
  ];
  const most = Math.min(4, 1 + Math.floor(daysBetween(span.from, span.to) / (apart + 10)));
  let left = again - freshAndAgain;
  while (left > 0) {
    const child = chance.pick(children);
    if (child.referred >= most) continue;
    child.referred += 1;
    left -= 1;
  }
  return children;
}

/** So many days of the span, in order, far enough apart. */
function spread({ span }: ReferralCounts, referred: number, chance: Chance): PlainDate[] {
  const slack = daysBetween(span.from, span.to) - (apart + 4) * (referred - 1);
  const offsets = Array.from({ length: referred }, () => chance.between(0, slack)).sort((a, b) => a - b);
  return offsets.map((offset, index) => inSpan(addDays(span.from, offset + index * (apart + 4)), span.to));
}

function inSpan(day: PlainDate, to: PlainDate): PlainDate {
  const from = workingDayFrom(day);
  return from > to ? workingDayBy(to) : from;
}

/** Days for the remaining referrals, so that each part of the span has its count. One in forty comes at a weekend. */
function fillQuotas(
  counts: ReferralCounts,
  placed: readonly PlainDate[],
  toPlace: number,
  authority: string,
  chance: Chance,
): PlainDate[] {
  const days = counts.quotas.flatMap((part) => {
    const open = part.count - placed.filter((day) => day >= part.from && day <= part.to).length;
    demand(
      open >= 0,
      authority,
      `more referrals from ${part.from} to ${part.to} lead to plans or come again than there are`,
    );
    return Array.from({ length: open }, () => {
      const day = workingDayWithin(chance, part.from, part.to);
      return chance.percent(2.5) ? earliest(part.to, addDays(day, chance.between(1, 3))) : day;
    });
  });
  demand(
    days.length === toPlace,
    authority,
    `${String(days.length)} referrals are left for ${String(toPlace)} children`,
  );
  return chance.shuffled(days);
}

/** The children of the chains: known from a span before, or new with a referral in the year before, or new. */
function linesOf({ counts, known, longAgo, chance, authority }: ToDraw, chains: readonly Chain[]): ChildLine[] {
  const fresh: ChildLine[] = [];
  const wereReferred = chance.shuffled(known);
  const left = { onAnniversary: nearBoundary, dayAfter: known.length === 0 ? nearBoundary : 0 };
  for (const { days, isCarried } of chains) {
    const first = days[0] as PlainDate;
    const referred = days.map((on) => ({ on }));
    if (isCarried && known.length > 0) {
      takeKnown(wereReferred, first, authority).episodes.push(...referred);
      continue;
    }
    const before: Episode[] = [];
    if (isCarried)
      before.push({
        on: left.onAnniversary-- > 0 ? anniversary(first, counts, chance) : lookBack(first, counts.span.from, chance),
      });
    else if (days.length === 1 && left.dayAfter-- > 0) before.push({ on: addDays(yearBefore(first), -1) });
    const again = before.length === 0 && chance.percent(returning) ? longAgo.pop() : undefined;
    again?.episodes.push(...referred);
    fresh.push(again ?? { family: chance.below(0x7fffffff), episodes: [...before, ...referred] });
  }
  return fresh;
}

/** So many in a hundred of the children not referred in the year before were referred years ago. */
const returning = 60;

/** So many referrals fall on the twelve months' anniversary of the one before, and as many on the day after it. */
const nearBoundary = 6;

/** A day up to twelve months before, and before the span. */
function lookBack(day: PlainDate, spanFrom: PlainDate, chance: Chance): PlainDate {
  const to = earliest(addDays(spanFrom, -1), addDays(day, -apart));
  const from = yearBefore(day);
  return hasWorkingDay(from, to) ? workingDayWithin(chance, from, to) : from;
}

/** The first day whose twelve months' anniversary is not before this day. */
function yearBefore(day: PlainDate): PlainDate {
  const year = addMonths(day, -12);
  return addMonths(year, 12) < day ? addDays(year, 1) : year;
}

/** The day whose twelve months' anniversary this is, which counts as within, where there is one before the span. */
function anniversary(day: PlainDate, { span }: ReferralCounts, chance: Chance): PlainDate {
  const year = yearBefore(day);
  return addMonths(year, 12) === day && year < span.from ? year : lookBack(day, span.from, chance);
}

/** Removes and returns a child last referred within the twelve months before, and not in the last weeks. */
function takeKnown(known: ChildLine[], day: PlainDate, authority: string): ChildLine {
  const until = addDays(day, -apart);
  const place = known.findIndex(({ episodes }) => {
    const last = (episodes.at(-1) as Episode).on;
    return last <= until && addMonths(last, 12) >= day;
  });
  const line = known[place];
  demand(line !== undefined, authority, `no child referred in the year before ${day} is left to be referred again`);
  known.splice(place, 1);
  return line;
}
