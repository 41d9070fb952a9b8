import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Asked,
  ChildDiedDto,
  ChildBornDto,
  AssessmentAuthorisedDto,
  AssessmentStartedDto,
  CaseClosedDto,
  ChildDetailsAmendedDto,
  ChildRegisteredDto,
  ContactDecidedDto,
  ContactReceivedDto,
  Recording,
  Records,
  ReferralDecidedDto,
  ReferralReceivedDto,
  type AskedToRecord,
} from '#http';
import type { Answer } from '#recording';

/** From the front door to the end of an episode: one endpoint for each fact, its body the fact's data. */
@ApiTags('intake')
@Controller('authorities/:authority/children/:child')
export class IntakeController {
  constructor(private readonly recording: Recording) {}

  @Records('ChildRegistered', 'registrations')
  childRegistered(@Asked() asked: AskedToRecord, @Body() data: ChildRegisteredDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildRegistered', data });
  }

  @Records('ChildDetailsAmended', 'detail-amendments')
  childDetailsAmended(@Asked() asked: AskedToRecord, @Body() data: ChildDetailsAmendedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildDetailsAmended', data });
  }

  @Records('ContactReceived', 'contacts')
  contactReceived(@Asked() asked: AskedToRecord, @Body() data: ContactReceivedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ContactReceived', data });
  }

  @Records('ContactDecided', 'contact-decisions')
  contactDecided(@Asked() asked: AskedToRecord, @Body() data: ContactDecidedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ContactDecided', data });
  }

  @Records('ReferralReceived', 'referrals')
  referralReceived(@Asked() asked: AskedToRecord, @Body() data: ReferralReceivedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ReferralReceived', data });
  }

  @Records('ReferralDecided', 'referral-decisions')
  referralDecided(@Asked() asked: AskedToRecord, @Body() data: ReferralDecidedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ReferralDecided', data });
  }

  @Records('AssessmentStarted', 'assessments')
  assessmentStarted(@Asked() asked: AskedToRecord, @Body() data: AssessmentStartedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'AssessmentStarted', data });
  }

  @Records('AssessmentAuthorised', 'assessment-authorisations')
  assessmentAuthorised(@Asked() asked: AskedToRecord, @Body() data: AssessmentAuthorisedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'AssessmentAuthorised', data });
  }

  @Records('CaseClosed', 'case-closures')
  caseClosed(@Asked() asked: AskedToRecord, @Body() data: CaseClosedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'CaseClosed', data });
  }

  @Records('ChildBorn', 'births')
  childBorn(@Asked() asked: AskedToRecord, @Body() data: ChildBornDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildBorn', data });
  }

  @Records('ChildDied', 'deaths')
  childDied(@Asked() asked: AskedToRecord, @Body() data: ChildDiedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'ChildDied', data });
  }
}
