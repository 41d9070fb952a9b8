import { Module, type DynamicModule } from '@nestjs/common';
import { AccessesController } from './accesses.controller.ts';
import { ANCHOR_PLACES, type AnchorPlaces } from './anchor-places.ts';
import { AnchorRounds } from './anchor-rounds.ts';
import { BundleController } from './bundle.controller.ts';
import { ErasureController } from './erasure/erasure.controller.ts';
import { ReplayController } from './replay.controller.ts';
import { SubjectAccessController } from './subject-access/subject-access.controller.ts';
import { VerifyController } from './verify.controller.ts';

/**
 * What auditors ask of the record: what happened and was known, whether it stands as it was recorded, and who looked at
 * it. Needs a `STORE`, a `RECORDER` and `ACCESSES`.
 */
@Module({ controllers: [AccessesController, ReplayController, VerifyController] })
export class AuditModule {
  /** With bundles, and the anchors that are made, and signed, in these places. */
  static of(places: AnchorPlaces): DynamicModule {
    const providers = [{ provide: ANCHOR_PLACES, useValue: places }, AnchorRounds];
    return {
      module: AuditModule,
      controllers: [BundleController, ErasureController, SubjectAccessController],
      providers,
    };
  }
}
