import { Module } from '@nestjs/common';
import { VerifyController } from './verify.controller.ts';

/** What auditors ask of the record: whether it stands as it was recorded. Needs a `STORE` and a `RECORDER`. */
@Module({ controllers: [VerifyController] })
export class AuditModule {}
