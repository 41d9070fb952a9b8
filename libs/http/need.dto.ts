import type { ChildInNeedPlanEnded, ChildInNeedPlanReviewed, ChildInNeedPlanStarted } from '#events';
import { IsPersonalText, Optional } from './fields.ts';
import { HappenedDto } from './happened.dto.ts';

export class ChildInNeedPlanStartedDto extends HappenedDto implements ChildInNeedPlanStarted {}

export class ChildInNeedPlanReviewedDto extends HappenedDto implements ChildInNeedPlanReviewed {
  @Optional()
  @IsPersonalText()
  readonly lateReason?: string;
}

export class ChildInNeedPlanEndedDto extends HappenedDto implements ChildInNeedPlanEnded {}
