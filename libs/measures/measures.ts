import { assessmentMeasures } from './assessment.measures.ts';
import { clockMeasures } from './clock.measures.ts';
import { contactMeasures } from './contact.measures.ts';
import type { Definition } from './definition.ts';
import { frontDoorMeasures } from './front-door.measures.ts';
import { historicAssessmentMeasures } from './historic-assessment.measures.ts';
import { meetingMeasures } from './meeting.measures.ts';
import { nationalIndicatorMeasures } from './national-indicator.measures.ts';
import { needMeasures } from './need.measures.ts';
import { planMeasures } from './plan.measures.ts';
import { protectionMeasures } from './protection.measures.ts';
import { recordingMeasures } from './recording.measures.ts';
import type { RowKind } from './rows.ts';

const definitions = {
  ...contactMeasures,
  ...frontDoorMeasures,
  ...assessmentMeasures,
  ...historicAssessmentMeasures,
  ...meetingMeasures,
  ...protectionMeasures,
  ...planMeasures,
  ...needMeasures,
  ...clockMeasures,
  ...recordingMeasures,
  ...nationalIndicatorMeasures,
};

export type MeasureId = keyof typeof definitions;

/** A definition with the id it is asked for by. */
export type Measure = Definition & { readonly id: MeasureId };

/** Every measure there is, as data. */
export const measures: readonly Measure[] = Object.entries(definitions).map(([id, definition]): Measure => ({
  id: id as MeasureId,
  ...definition,
}));

/** The five headline measures, the twin of the last, and the volumes they stand on: what a dashboard shows first. */
export const headlineMeasures: readonly MeasureId[] = [
  'referrals',
  're-referrals',
  'assessments-in-45-days',
  'plans-started',
  'plans-ended',
  'plans-open',
  'repeat-plans',
  'plans-open-over-two-years',
  'plans-ended-after-two-years',
  'reviews-in-timescale',
];

/** The kind of row that makes one part of a measure's figure: a ratio sets rows of another kind against its population. */
export function kindOf({ counts, numerator }: Measure, part: string): RowKind {
  return part === 'numerator' && numerator !== null && 'counts' in numerator ? numerator.counts : counts;
}

/** The measure of this id, or undefined: ids are stable and never reused. */
export function measureOf(id: string): Measure | undefined {
  return measures.find((measure) => measure.id === id);
}
