import { addDays, england, isWorkingDay, type PlainDate } from '#calendar';
import type { Chance } from './chance.ts';

/** Every working day the calendar of England knows, in order. Meetings are held, and papers signed, on these. */
const all: readonly PlainDate[] = (() => {
  const days: PlainDate[] = [];
  for (let day = england.from; day < england.to; day = addDays(day, 1)) {
    if (isWorkingDay(england, day) === true) days.push(day);
  }
  return days;
})();

/** The working day itself, or the first after it. */
export function workingDayFrom(day: PlainDate): PlainDate {
  return at(placeOf(day));
}

/** The working day itself, or the last before it. */
export function workingDayBy(day: PlainDate): PlainDate {
  const place = placeOf(day);
  return all[place] === day ? day : at(place - 1);
}

/** So many working days after a day, or before it when negative: the day itself counts only when it is one and n is 0. */
export function workingDaysAfter(day: PlainDate, n: number): PlainDate {
  const place = placeOf(day);
  const isOne = all[place] === day;
  if (n === 0) return at(place);
  return n > 0 ? at(place + n - (isOne ? 0 : 1)) : at(place + n);
}

/** Some working day of the span. Throws `NoWorkingDay` where there is none. */
export function workingDayWithin(chance: Chance, from: PlainDate, to: PlainDate): PlainDate {
  const first = placeOf(from);
  const last = placeOf(addDays(to, 1)) - 1;
  if (last < first) throw new NoWorkingDay(from, to);
  return at(chance.between(first, last));
}

export function hasWorkingDay(from: PlainDate, to: PlainDate): boolean {
  return from <= to && at(placeOf(from)) <= to;
}

/** The earliest, or the latest, of some days. */
export function earliest(...days: readonly PlainDate[]): PlainDate {
  return days.reduce((a, b) => (b < a ? b : a));
}

export function latest(...days: readonly PlainDate[]): PlainDate {
  return days.reduce((a, b) => (b > a ? b : a));
}

/** The journeys asked for a working day in a span without one: the targets leave no room. */
export class NoWorkingDay extends Error {
  constructor(from: PlainDate, to: PlainDate) {
    super(`There is no working day from ${from} to ${to} to hold a meeting on. Widen the span in seeds/targets.json.`);
    this.name = 'NoWorkingDay';
  }
}

/** The place of the first working day on or after this day. */
function placeOf(day: PlainDate): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as PlainDate) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function at(place: number): PlainDate {
  const day = all[place];
  if (day === undefined) throw new NoWorkingDay(england.from, england.to);
  return day;
}
