import type { PlainDate } from '#calendar';
import type { Ordinary } from '#events';
import type { At, ChildRead } from './census-child.ts';
import type { CensusFault, FaultExtent, Place } from './census-fault.ts';
import type { ItemKind } from './census-rules.ts';

/** Something a file tells of that stands or falls as one: an episode, an assessment, an enquiry, a plan, a review. */
export interface Item {
  readonly kind: ItemKind;
  readonly at: At;
  /** What it is part of and cannot stand without. */
  readonly of?: Item | undefined;
}

/** A fact that a file tells, with the item it comes from. */
export interface ToldFact {
  readonly fact: Ordinary;
  readonly item: Item;
  /** The element that dates it. */
  readonly at: At;
  /** The episode it is of, from 0; -1 of what is of the child. */
  readonly episode: number;
  /** Its place among the facts of its day and episode. */
  readonly rank: number;
  /** Whether its item falls with it: so of a beginning, not of an end. */
  readonly begins: boolean;
}

/** Gathers faults, and finds where the parts of a record stand. */
export interface Noting {
  readonly at: (group: object, field?: string, index?: number) => At;
  readonly note: (at: At, rule: string | undefined, code: string, reason: string, leftOut: FaultExtent) => void;
  /** Says of what is left out only because of an earlier fault that it went with that. False where there is no such fault. */
  readonly follows: (isCause: (fault: CensusFault) => boolean, ...ats: readonly At[]) => boolean;
  /** Those of the reading, and those noted. */
  readonly faults: readonly CensusFault[];
}

export function noting({ id, place, places, faults: ofReading }: ChildRead): Noting {
  const faults: CensusFault[] = ofReading.map((fault) => ({ ...fault }));
  const unplaced: { path: string; place: Place } = { path: '', place };
  return {
    faults,
    at(group, field, index = 0) {
      const located = places.get(group);
      if (located === undefined) return unplaced;
      return (field === undefined ? undefined : located.values.get(field)?.[index]) ?? located;
    },
    follows(isCause, ...ats) {
      const cause = faults.find(isCause);
      if (cause === undefined) return false;
      const lines = [...(cause.alsoLeftOut ?? []), ...ats.map((at) => at.place.line)];
      Object.assign(cause, { alsoLeftOut: [...new Set(lines)].sort((a, b) => a - b) });
      return true;
    },
    note(at, rule, code, reason, leftOut) {
      faults.push({ child: id, element: at.path, ...at.place, rule, code, reason, leftOut });
    },
  };
}

/** The earliest of some days. */
export function earliest(days: readonly (PlainDate | undefined)[]): PlainDate | undefined {
  return days.reduce<PlainDate | undefined>(
    (first, day) => (day !== undefined && (first === undefined || day < first) ? day : first),
    undefined,
  );
}
