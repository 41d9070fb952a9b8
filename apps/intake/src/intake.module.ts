import { Module } from '@nestjs/common';
import { Recording } from '#http';
import { CircumstanceController } from './circumstance.controller.ts';
import { CorrectionsController } from './corrections.controller.ts';
import { FactsController } from './facts.controller.ts';
import { IntakeController } from './intake.controller.ts';
import { JourneyController } from './journey.controller.ts';
import { PermissionsModule } from './permissions/permissions.module.ts';
import { TransferController } from './transfer.controller.ts';

/** Takes facts from the front door to assessment, batches of any, and corrections; reads journeys back. Needs a `RECORDER`. */
@Module({
  imports: [PermissionsModule],
  controllers: [
    IntakeController,
    CircumstanceController,
    TransferController,
    CorrectionsController,
    FactsController,
    JourneyController,
  ],
  providers: [Recording],
})
export class IntakeModule {}
