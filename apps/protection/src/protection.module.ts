import { Module } from '@nestjs/common';
import { Recording } from '#http';
import { ProtectionController } from './protection.controller.ts';

/** Takes facts from the strategy discussion to the end of the plan. Needs a `RECORDER`. */
@Module({ controllers: [ProtectionController], providers: [Recording] })
export class ProtectionModule {}
