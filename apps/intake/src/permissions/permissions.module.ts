import { Module } from '@nestjs/common';
import { BreakGlassController } from './break-glass.controller.ts';
import { CaseDecisions } from './case-decisions.ts';
import { CountersignaturesController } from './countersignatures.controller.ts';
import { MayController } from './may.controller.ts';
import { RestrictionsController } from './restrictions.controller.ts';
import { WaitingController } from './waiting.controller.ts';

/** Who may do what, who may know of whom, and what waits to be countersigned. Needs `CASES`, `KEYS` and a `RECORDER`. */
@Module({
  controllers: [
    MayController,
    RestrictionsController,
    BreakGlassController,
    CountersignaturesController,
    WaitingController,
  ],
  providers: [CaseDecisions],
})
export class PermissionsModule {}
