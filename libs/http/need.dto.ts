import type { ChildInNeedPlanEnded, ChildInNeedPlanReviewed, ChildInNeedPlanStarted } from '#events';
import { HappenedDto, MayBeLateDto } from './happened.dto.ts';

export class ChildInNeedPlanStartedDto extends HappenedDto implements ChildInNeedPlanStarted {}

export class ChildInNeedPlanReviewedDto extends MayBeLateDto implements ChildInNeedPlanReviewed {}

export class ChildInNeedPlanEndedDto extends MayBeLateDto implements ChildInNeedPlanEnded {}
