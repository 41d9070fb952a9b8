import type { PlainDate } from '#calendar';
import type { CensusWindow } from './census-year.ts';

/** What an episode is held against. */
export interface Bounds {
  readonly window: CensusWindow;
  readonly diedOn?: PlainDate | undefined;
}

/** The days an episode goes from and to. */
export interface Span extends Bounds {
  readonly referredOn: PlainDate;
  readonly closedOn: PlainDate | undefined;
}

/** Why a thing that began on one day and ended, perhaps, on another cannot be of this episode; undefined where it can. */
export function misplaced(
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

/** What began after the child had died. */
export function afterDeath({ diedOn }: Span, name: string, startedOn: PlainDate, rule: string) {
  if (diedOn === undefined || startedOn <= diedOn) return undefined;
  return {
    isOfEnd: false,
    rule,
    code: 'after-death',
    reason: `The ${name} began on ${startedOn}, after the child died on ${diedOn}.`,
  };
}

/** In words: a day that only the next file may tell of. */
export function after({ to }: CensusWindow): string {
  return `after the reference date ${to}: the next year’s file tells of it`;
}
