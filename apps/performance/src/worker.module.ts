import { Module, type DynamicModule } from '@nestjs/common';
import { PROJECTION, ProjectionController } from './projection.controller.ts';
import type { Projection } from './projection.ts';

/** What runs in the worker: a projection, and the controller that feeds it. */
@Module({})
export class WorkerModule {
  static of(projection: Projection): DynamicModule {
    return {
      module: WorkerModule,
      controllers: [ProjectionController],
      providers: [{ provide: PROJECTION, useValue: projection }],
    };
  }
}
