import type { Happened, MayBeLate } from './happened.ts';

/** A child in need plan was begun. */
export type ChildInNeedPlanStarted = Happened;

/** The child in need plan was reviewed. */
export interface ChildInNeedPlanReviewed extends Happened, MayBeLate {}

/** The child in need plan came to an end. */
export interface ChildInNeedPlanEnded extends Happened, MayBeLate {}

export interface NeedFacts {
  ChildInNeedPlanStarted: ChildInNeedPlanStarted;
  ChildInNeedPlanReviewed: ChildInNeedPlanReviewed;
  ChildInNeedPlanEnded: ChildInNeedPlanEnded;
}
