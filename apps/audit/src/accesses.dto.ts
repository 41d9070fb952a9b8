import type { PlainDate } from '#calendar';
import { IsName, IsPlainDate, judgedBy, Optional, type Judge } from '#http';

/** The most accesses answered at once. */
export const mostAccesses = 1000;

/** Which part of the access log is asked for. */
export class AccessesViewDto {
  /** The first day, London's; a year before the last where it is not said. */
  @Optional()
  @IsPlainDate()
  readonly from?: PlainDate;

  /** The last day; today where it is not said. */
  @Optional()
  @IsPlainDate()
  readonly to?: PlainDate;

  /** Only what this user looked at. */
  @Optional()
  @IsName()
  readonly user?: string;

  /** The entry to go on before, as `next` of an answer named it. */
  @Optional()
  @IsText(/^[0-9]{4}-(?:0[1-9]|1[0-2])-[0-9]{1,15}$/, 'Give an entry as an answer named it, as 2026-11-42.')
  readonly before?: string;

  /** At most so many. */
  @Optional()
  @IsText(/^(?:[1-9][0-9]{0,2}|1000)$/, `Give a whole number from 1 to ${String(mostAccesses)}.`)
  readonly limit?: string;
}

function IsText(pattern: RegExp, detail: string): PropertyDecorator {
  const judge: Judge = (value) =>
    typeof value === 'string' && pattern.test(value) ? [] : [{ pointer: '', code: 'malformed', detail }];
  return judgedBy('isText', judge);
}
