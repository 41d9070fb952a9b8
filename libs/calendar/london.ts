import { dayNumber } from './civil.ts';
import { dateNumbered, DateOutOfRange, numberOf, type PlainDate } from './plain-date.ts';

/** The day it is in London at an instant, given in milliseconds since 1970 UTC. Throws `DateOutOfRange`. */
export function londonDate(instantMs: number): PlainDate {
  // London's clocks have been at most two hours ahead of UTC since 1900, so until 22:00 it is the same day in both.
  const isSameDay = instantMs - Math.floor(instantMs / day) * day < 22 * hour;
  const wall = isSameDay ? instantMs : wallClock(instantMs);
  const date = dateNumbered(Math.floor(wall / day));
  if (date === undefined) throw new DateOutOfRange(`The instant ${String(instantMs)}`);
  return date;
}

/**
 * The instant, in milliseconds since 1970 UTC, at which London's clocks show `at` ('HH:MM') on `on`.
 *
 * When the clocks go forward, 01:00–01:59 is shown by no clock: it is read as an hour not yet put forward, so 01:30 is
 * the instant shown as 02:30. When they go back, 01:00–01:59 is shown twice: the first is meant, so a clock of hours
 * begun then falls due sooner rather than later. Throws `NotATimeOfDay`.
 */
export function londonTimeToInstant(on: PlainDate, at: string): number {
  if (!isTimeOfDay(at)) throw new NotATimeOfDay(at);
  const wall = numberOf(on) * day + Number(at.slice(0, 2)) * hour + Number(at.slice(3)) * minute;
  // London's offset has never changed twice in two days, so it is the one before or the one after a change.
  const before = wall - offsetAt(wall - day);
  const after = wall - offsetAt(wall + day);
  const shown = [before, after].filter((instant) => wallClock(instant) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** An instant as London's clocks show it, to the second: RFC 3339 with London's offset, 2026-03-30T23:00:00+01:00. */
export function londonInstant(instantMs: number): string {
  const wall = wallClock(instantMs);
  const seconds = Math.floor(instantMs / 1000) % 60;
  const ofDay = wall - Math.floor(wall / day) * day;
  const two = (count: number): string => String(Math.floor(count)).padStart(2, '0');
  const offset = offsetAt(instantMs);
  const ahead = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / hour)}:${two((Math.abs(offset) % hour) / minute)}`;
  const time = `${two(ofDay / hour)}:${two((ofDay % hour) / minute)}:${two(((seconds % 60) + 60) % 60)}`;
  return `${londonDate(instantMs)}T${time}${ahead}`;
}

/** Whether this is a time of day as 'HH:MM', from 00:00 to 23:59. */
export function isTimeOfDay(text: unknown): text is string {
  return typeof text === 'string' && /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);
}

/** This text is not a time of day. */
export class NotATimeOfDay extends Error {
  constructor(text: string) {
    super(`"${text.slice(0, 40)}" is not a time. Give hours and minutes from 00:00 to 23:59 as HH:MM.`);
    this.name = 'NotATimeOfDay';
  }
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** What London's clocks show at an instant, to the minute, as the instant at which a clock kept in UTC shows the same. */
function wallClock(instantMs: number): number {
  if (!(instantMs > earliest && instantMs < latest)) throw new DateOutOfRange(`The instant ${String(instantMs)}`);
  // Read as 'DD/MM/YYYY, HH:MM': formatting is three times as fast as formatting to parts.
  const shown = london.format(Math.floor(instantMs / minute) * minute);
  const number = (from: number, to: number): number => Number(shown.slice(from, to));
  return dayNumber(number(6, 10), number(3, 5), number(0, 2)) * day + number(12, 14) * hour + number(15, 17) * minute;
}

/** How far London's clocks are ahead of UTC. Every offset since 1900 is of whole minutes. */
function offsetAt(instantMs: number): number {
  return wallClock(instantMs) - Math.floor(instantMs / minute) * minute;
}

/** Instants that could be of the years 1900–2199 in London, with room to look a day to either side. */
const earliest = dayNumber(1899, 12, 30) * day;
const latest = dayNumber(2200, 1, 3) * day;
