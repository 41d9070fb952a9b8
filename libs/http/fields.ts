import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { isPlainDate, isTimeOfDay } from '#calendar';
import { notKnown } from '#events';
import { hiddenIn, type Lines } from './hidden.ts';
import { instantAsked, notAnInstant } from './instant.ts';
import { faultsOf, judgedBy, under, type Fault, type Judge, type Shape } from './shape.ts';

/** The field may be left out. `null` is not leaving it out: a fact either says something or does not. Write it first. */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** A real day as YYYY-MM-DD. */
export function IsPlainDate(): PropertyDecorator {
  const judge: Judge = (value) => (isPlainDate(value) ? [] : fault(...notADate));
  return documented(judgedBy('isPlainDate', judge), { type: 'string', format: 'date' });
}

/** A day that has come, in London. Dates that are plans, such as an expected birth, go without this. */
export function NotInFuture(): PropertyDecorator {
  return judgedBy('notInFuture', (value, { today }) =>
    isPlainDate(value) && value > today
      ? fault('in-the-future', `This day is still to come: today is ${today}. Record it once it has happened.`)
      : [],
  );
}

/** A London wall-clock time as HH:MM. */
export function IsLondonTime(): PropertyDecorator {
  const judge: Judge = (value) =>
    isTimeOfDay(value) ? [] : fault('not-a-time', 'Give hours and minutes from 00:00 to 23:59 as HH:MM, London time.');
  return documented(judgedBy('isLondonTime', judge), { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
}

/** Text about people, kept sealed: not empty, of at most `most` characters. It may have several lines. */
export function IsPersonalText(most = 4000): PropertyDecorator {
  return personal({ most, lines: 'several-lines' });
}

/** A person's name or number, or an order's, kept sealed: on one line, and of the pattern where one is given. */
export function IsPersonalName(most = 200, pattern?: string): PropertyDecorator {
  return personal({ most, lines: 'one-line', pattern });
}

interface Personal {
  readonly most: number;
  readonly lines: Lines;
  readonly pattern?: string | undefined;
}

function personal({ most, lines, pattern }: Personal): PropertyDecorator {
  const judge: Judge = (value) => {
    if (typeof value !== 'string') return fault('not-a-text', 'Give a text.');
    if (value.trim() === '') return fault('empty', 'Give a text that is not empty, or leave the field out.');
    if (/\p{Surrogate}/u.test(value))
      return fault('not-a-text', 'The text holds half of a character. Send it as UTF-8.');
    if (value.length > most) return fault('too-long', `Keep the text to ${String(most)} characters.`);
    const hidden = hiddenFaults(value, lines);
    if (hidden.length > 0) return hidden;
    if (pattern === undefined || new RegExp(pattern).test(value)) return [];
    return fault('malformed', 'This is not how such a number is written. Check it for missing or stray characters.');
  };
  const api = { type: 'string', minLength: 1, maxLength: most, ...(pattern !== undefined && { pattern }) } as const;
  return documented(judgedBy('isPersonalText', judge), api);
}

/** The fault of a text that holds what nobody sees. */
export function hiddenFaults(text: string, lines: Lines): readonly Fault[] {
  const found = hiddenIn(text, lines);
  if (found === undefined) return [];
  const what =
    lines === 'one-line' ? 'an end of line or a character that cannot be seen' : 'a character that cannot be seen';
  return fault('hidden-character', `The text holds ${what} (${found}). Take it out and send the text again.`);
}

/** A name given by another system: letters, digits and `.` `_` `:` `-`, at most 64. Never text about people. */
export function IsName(): PropertyDecorator {
  const pattern = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$';
  const judge: Judge = (value) =>
    typeof value === 'string' && new RegExp(pattern).test(value)
      ? []
      : fault('malformed-name', 'Give 1 to 64 letters, digits or . _ : -, beginning with a letter or digit.');
  return documented(judgedBy('isName', judge), { type: 'string', pattern });
}

/** A name that practice gives a worker or a team: as `IsName`, and with spaces and ordinary punctuation within. */
export function IsPracticeName(): PropertyDecorator {
  const pattern = "^[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N} .,:;'’&()/_+@-]{0,62}[\\p{L}\\p{M}\\p{N}.,:;'’&()/_+@-])?$";
  const judge: Judge = (value) =>
    typeof value === 'string' && new RegExp(pattern, 'u').test(value)
      ? []
      : fault(
          'malformed-name',
          "Give 1 to 64 letters, digits, spaces or . , : ; ' & ( ) / _ + @ -, beginning with a letter or digit and not ending with a space.",
        );
  return documented(judgedBy('isPracticeName', judge), { type: 'string', pattern });
}

/** The id of a recorded fact. */
export function IsFactId(): PropertyDecorator {
  return documented(judgedBy('isFactId', factIdFaults), { type: 'string', format: 'uuid' });
}

export function factIdFaults(value: unknown): readonly Fault[] {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
    ? []
    : fault('malformed-fact-id', 'Give the id of a fact as it was answered: a UUID in lower case.');
}

/** A 3-digit DfE authority code: any, not only those served here. */
export function IsAuthority(): PropertyDecorator {
  const judge: Judge = (value) =>
    typeof value === 'string' && /^[0-9]{3}$/.test(value) ? [] : fault('not-an-authority', 'Give a 3-digit DfE code.');
  return documented(judgedBy('isAuthority', judge), { type: 'string', pattern: '^[0-9]{3}$' });
}

/** An instant in a query, RFC 3339 with an offset, of a real day. `instantAsked` reads it. */
export function IsInstant(): PropertyDecorator {
  const judge: Judge = (value) =>
    typeof value === 'string' && instantAsked(value) !== undefined ? [] : fault(...notAnInstant);
  return documented(judgedBy('isInstant', judge), { type: 'string', format: 'date-time' });
}

/** One of a set of codes. */
export function IsCode(codes: readonly string[]): PropertyDecorator {
  const judge: Judge = (value) => codeFaults(codes, value);
  return documented(judgedBy('isCode', judge), { type: 'string', enum: [...codes] });
}

/** Several days, at most so many. */
export function AreDates(most: number): PropertyDecorator {
  const judge: Judge = (value) => {
    if (!Array.isArray(value)) return fault('not-a-list', 'Give a list of days.');
    if (value.length > most) return fault('too-many', `Give at most ${String(most)}.`);
    return value.flatMap((each: unknown, index) => under(index, isPlainDate(each) ? [] : fault(...notADate)));
  };
  const items = { type: 'string', format: 'date' };
  return documented(judgedBy('areDates', judge), { type: 'array', items, maxItems: most });
}

/** Where an import may leave it unknown: recording refuses that of anyone else. */
export const orNotKnown = { orNotKnown: true } as const;
type MayBeNotKnown = Partial<typeof orNotKnown>;

/** Several of a set of codes, none twice. */
export function AreCodes(codes: readonly string[], least: 0 | 1 = 0, may: MayBeNotKnown = {}): PropertyDecorator {
  const judge: Judge = (value) => {
    if (may.orNotKnown && value === notKnown) return [];
    if (!Array.isArray(value)) return fault('not-a-list', 'Give a list of codes.');
    if (value.length < least) return fault('empty', 'Give at least one.');
    // A list longer than the set repeats itself; its elements are not all looked at, or the answer could grow without bound.
    if (value.length > codes.length) return fault('too-many', `Give at most ${String(codes.length)}, none twice.`);
    return value.flatMap((element: unknown, index) => {
      const repeated = value.indexOf(element) < index ? fault('repeated', 'This is given twice. Give it once.') : [];
      return under(index, [...codeFaults(codes, element), ...repeated]);
    });
  };
  const items = { type: 'string', enum: [...codes] };
  const list = { type: 'array' as const, items, minItems: least, uniqueItems: true };
  return documented(judgedBy('areCodes', judge), may.orNotKnown ? { oneOf: [list, notKnownApi] } : list);
}

/** True or false. */
export function IsFlag(may: MayBeNotKnown = {}): PropertyDecorator {
  const judge: Judge = (value) =>
    typeof value === 'boolean' || (may.orNotKnown && value === notKnown)
      ? []
      : fault('not-true-or-false', 'Give true or false, without quotes.');
  const flag = { type: 'boolean' as const };
  return documented(judgedBy('isFlag', judge), may.orNotKnown ? { oneOf: [flag, notKnownApi] } : flag);
}

/** How many: a whole number from 0 to `most`. */
export function IsCount(most = 1000): PropertyDecorator {
  const judge: Judge = (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
      ? []
      : fault('not-a-count', `Give a whole number from 0 to ${String(most)}.`);
  return documented(judgedBy('isCount', judge), { type: 'integer', minimum: 0, maximum: most });
}

/** An object with a shape of its own. */
export function IsPart(shape: Shape): PropertyDecorator {
  return documented(
    judgedBy('isPart', (value, moment) => faultsOf(shape, value, moment)),
    { type: shape },
  );
}

const notKnownApi = { type: 'string', enum: [notKnown] };

const notADate = ['not-a-date', 'Give a real day of the years 1900 to 2199 as YYYY-MM-DD.'] as const;

function codeFaults(codes: readonly string[], value: unknown): readonly Fault[] {
  if (typeof value === 'string' && codes.includes(value)) return [];
  return fault('unknown-code', `Give one of: ${codes.join(', ')}.`);
}

function fault(code: string, detail: string): readonly Fault[] {
  return [{ pointer: '', code, detail }];
}

function documented(decorator: PropertyDecorator, api: Parameters<typeof ApiProperty>[0]): PropertyDecorator {
  return applyDecorators(decorator, ApiProperty(api));
}
