import { Module } from '@nestjs/common';
import { Recording } from '#http';
import { EmergencyController } from './emergency.controller.ts';
import { ProtectionController } from './protection.controller.ts';

/** Takes facts from the strategy discussion to the end of the plan. Needs a `RECORDER`. */
@Module({ controllers: [ProtectionController, EmergencyController], providers: [Recording] })
export class ProtectionModule {}
