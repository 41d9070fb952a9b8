import { Module } from '@nestjs/common';
import { AccessesController } from './accesses.controller.ts';
import { ReplayController } from './replay.controller.ts';
import { VerifyController } from './verify.controller.ts';

/**
 * What auditors ask of the record: what happened and was known, whether it stands as it was recorded, and who looked at
 * it. Needs a `STORE`, a `RECORDER` and `ACCESSES`.
 */
@Module({ controllers: [AccessesController, ReplayController, VerifyController] })
export class AuditModule {}
