import type { ChildInNeedPlanEnded, ChildInNeedPlanReviewed, ChildInNeedPlanStarted } from '#events';
import { HappenedDto } from './happened.dto.ts';

export class ChildInNeedPlanStartedDto extends HappenedDto implements ChildInNeedPlanStarted {}

export class ChildInNeedPlanReviewedDto extends HappenedDto implements ChildInNeedPlanReviewed {}

export class ChildInNeedPlanEndedDto extends HappenedDto implements ChildInNeedPlanEnded {}
