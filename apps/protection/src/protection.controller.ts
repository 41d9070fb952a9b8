import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Asked,
  ChildInNeedPlanEndedDto,
  ChildInNeedPlanReviewedDto,
  ChildInNeedPlanStartedDto,
  ChildVisitedDto,
  CoreGroupHeldDto,
  InitialConferenceBookedDto,
  InitialConferenceHeldDto,
  PlanCategoriesChangedDto,
  PlanEndedDto,
  PlanStartedDto,
  Recording,
  Records,
  ReviewConferenceBookedDto,
  ReviewConferenceHeldDto,
  Section47ConcludedDto,
  StrategyDiscussionHeldDto,
  type AskedToRecord,
} from '#http';
import type { Answer } from '#recording';

/** From the strategy discussion to the end of the plan, and plans for a child in need: one endpoint for each fact, its body the fact's data. */
@ApiTags('protection')
@Controller('authorities/:authority/children/:child')
export class ProtectionController {
  constructor(private readonly recording: Recording) {}

  @Records('StrategyDiscussionHeld', 'strategy-discussions')
  strategyDiscussionHeld(@Asked() asked: AskedToRecord, @Body() data: StrategyDiscussionHeldDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'StrategyDiscussionHeld', data });
  }

  @Records('Section47Concluded', 'section-47-conclusions')
  section47Concluded(@Asked() asked: AskedToRecord, @Body() data: Section47ConcludedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'Section47Concluded', data });
  }

  @Records('InitialConferenceBooked', 'initial-conference-bookings')
  initialConferenceBooked(@Asked() asked: AskedToRecord, @Body() data: InitialConferenceBookedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'InitialConferenceBooked', data });
  }

  @Records('InitialConferenceHeld', 'initial-conferences')
  initialConferenceHeld(@Asked() asked: AskedToRecord, @Body() data: InitialConferenceHeldDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'InitialConferenceHeld', data });
  }

  @Records('PlanStarted', 'plans')
  planStarted(@Asked() asked: AskedToRecord, @Body() data: PlanStartedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'PlanStarted', data });
  }

  @Records('PlanCategoriesChanged', 'plan-category-changes')
  planCategoriesChanged(@Asked() asked: AskedToRecord, @Body() data: PlanCategoriesChangedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'PlanCategoriesChanged', data });
  }

  @Records('CoreGroupHeld', 'core-groups')
  coreGroupHeld(@Asked() asked: AskedToRecord, @Body() data: CoreGroupHeldDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'CoreGroupHeld', data });
  }

  @Records('ReviewConferenceBooked', 'review-conference-bookings')
  reviewConferenceBooked(@Asked() asked: AskedToRecord, @Body() data: ReviewConferenceBookedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ReviewConferenceBooked', data });
  }

  @Records('ReviewConferenceHeld', 'review-conferences')
  reviewConferenceHeld(@Asked() asked: AskedToRecord, @Body() data: ReviewConferenceHeldDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ReviewConferenceHeld', data });
  }

  @Records('PlanEnded', 'plan-ends')
  planEnded(@Asked() asked: AskedToRecord, @Body() data: PlanEndedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'PlanEnded', data });
  }

  @Records('ChildVisited', 'visits')
  childVisited(@Asked() asked: AskedToRecord, @Body() data: ChildVisitedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildVisited', data });
  }

  @Records('ChildInNeedPlanStarted', 'child-in-need-plans')
  childInNeedPlanStarted(@Asked() asked: AskedToRecord, @Body() data: ChildInNeedPlanStartedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildInNeedPlanStarted', data });
  }

  @Records('ChildInNeedPlanReviewed', 'child-in-need-plan-reviews')
  childInNeedPlanReviewed(@Asked() asked: AskedToRecord, @Body() data: ChildInNeedPlanReviewedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildInNeedPlanReviewed', data });
  }

  @Records('ChildInNeedPlanEnded', 'child-in-need-plan-ends')
  childInNeedPlanEnded(@Asked() asked: AskedToRecord, @Body() data: ChildInNeedPlanEndedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildInNeedPlanEnded', data });
  }
}
