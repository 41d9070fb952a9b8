import { Body, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Asked,
  EmergencyProtectionOrderEndedDto,
  EmergencyProtectionOrderExtendedDto,
  EmergencyProtectionOrderMadeDto,
  PoliceProtectionEndedDto,
  PoliceProtectionTakenDto,
  Recording,
  Records,
  type AskedToRecord,
} from '#http';
import type { Answer } from '#recording';

/** Police protection and emergency protection orders: one endpoint for each fact, its body the fact's data. */
@ApiTags('protection')
@Controller('authorities/:authority/children/:child')
export class EmergencyController {
  constructor(private readonly recording: Recording) {}

  @Records('PoliceProtectionTaken', 'police-protections')
  policeProtectionTaken(@Asked() asked: AskedToRecord, @Body() data: PoliceProtectionTakenDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'PoliceProtectionTaken', data });
  }

  @Records('PoliceProtectionEnded', 'police-protection-ends')
  policeProtectionEnded(@Asked() asked: AskedToRecord, @Body() data: PoliceProtectionEndedDto): Promise<Answer> {
    return this.recording.one(asked, { type: 'PoliceProtectionEnded', data });
  }

  @Records('EmergencyProtectionOrderMade', 'emergency-protection-orders')
  emergencyProtectionOrderMade(
    @Asked() asked: AskedToRecord,
    @Body() data: EmergencyProtectionOrderMadeDto,
  ): Promise<Answer> {
    return this.recording.one(asked, { type: 'EmergencyProtectionOrderMade', data });
  }

  @Records('EmergencyProtectionOrderExtended', 'emergency-protection-order-extensions')
  emergencyProtectionOrderExtended(
    @Asked() asked: AskedToRecord,
    @Body() data: EmergencyProtectionOrderExtendedDto,
  ): Promise<Answer> {
    return this.recording.one(asked, { type: 'EmergencyProtectionOrderExtended', data });
  }

  @Records('EmergencyProtectionOrderEnded', 'emergency-protection-order-ends')
  emergencyProtectionOrderEnded(
    @Asked() asked: AskedToRecord,
    @Body() data: EmergencyProtectionOrderEndedDto,
  ): Promise<Answer> {
    return this.recording.one(asked, { type: 'EmergencyProtectionOrderEnded', data });
  }
}
