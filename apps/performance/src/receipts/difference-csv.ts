import { csvText } from '#http';
import type { Place } from '#measures';

import { placeInWords, stepChange } from './answered-receipts.ts';
import type { CausingFact } from './causes.ts';
import type { DifferenceDto } from './receipts.dto.ts';

/** A difference as RFC 4180 says: a line for each step, so that the last three columns add up to the change. */
export function differenceCsv({ entries }: DifferenceDto): string {
  const lines = entries.flatMap(({ child, kind, key, steps }) =>
    steps.map((step) => {
      const places = { before: step.before as Place | null, after: step.after as Place | null };
      const fact = step.fact as CausingFact | undefined;
      const { numerator, denominator, excluded } = stepChange(places);
      return [
        child,
        kind,
        key,
        placeInWords(places.before),
        placeInWords(places.after),
        step.cause,
        step.sentence,
        fact?.id,
        fact?.type,
        fact?.on,
        fact?.of?.id,
        fact?.recordedAt,
        numerator,
        denominator,
        excluded,
      ];
    }),
  );
  return csvText(header, lines);
}

const header = [
  'child',
  'kind',
  'key',
  'before',
  'after',
  'cause',
  'sentence',
  'fact',
  'type',
  'on',
  'of',
  'recordedAt',
  'numerator',
  'denominator',
  'excluded',
];
