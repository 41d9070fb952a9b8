import type { PlainDate } from '#calendar';
import { addDays } from '#calendar';
import { never } from '#measures';
import type { OpenClock } from '#readmodel';
import { duties } from '#timescales';

export const calendarMediaType = 'text/calendar; charset=utf-8';

/**
 * A worker's deadlines as a calendar (RFC 5545): a whole day for each clock, or the instant where it is due at one. A
 * clock keeps its UID while it moves, so that a calendar moves its entry. Children are named by their ids alone.
 */
export function calendarOf(authority: string, worker: string, clocks: readonly OpenClock[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Waymark//Deadlines//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${text(`Deadlines of ${worker}`)}`,
    ...clocks.filter(({ row }) => row.dueOn !== never).flatMap((clock) => entry(authority, clock)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function entry(authority: string, { child, row, knownFrom }: OpenClock): readonly string[] {
  const { duty, dueOn, dueAt, key, rule, startedOn } = row;
  const title = duties[duty].title;
  return [
    'BEGIN:VEVENT',
    `UID:${text(`${authority}.${child}.${key}@deadlines.waymark`)}`,
    `DTSTAMP:${instant(knownFrom)}`,
    ...(dueAt === null
      ? [`DTSTART;VALUE=DATE:${day(dueOn)}`, `DTEND;VALUE=DATE:${day(addDays(dueOn, 1))}`]
      : [`DTSTART:${instant(dueAt)}`]),
    `SUMMARY:${text(`${title}: child ${child}`)}`,
    `DESCRIPTION:${text(`Began ${startedOn}. Rule ${rule}.`)}`,
    `CATEGORIES:${text(duty)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function day(on: PlainDate): string {
  return on.replaceAll('-', '');
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** A TEXT value: what RFC 5545 3.3.11 says must be escaped is, and other control characters are left out. */
function text(value: string): string {
  return value
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[\p{Cc}]/gu, '');
}

/** Lines of at most 75 octets, each further one begun by a space, and no character cut in two (RFC 5545 3.1). */
function folded(line: string): string {
  const lines: string[] = [];
  let room = 75;
  let part = '';
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (octets > room) {
      lines.push(part);
      [part, room] = ['', 74];
    }
    part += character;
    room -= octets;
  }
  return [...lines, part].join('\r\n ');
}
