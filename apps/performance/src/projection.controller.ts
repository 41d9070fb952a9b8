import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { facts } from '#readmodel';
import type { FollowedBatch } from '#store';
import type { Projection } from './projection.ts';

/** The provider token of the worker's projection. */
export const PROJECTION = Symbol('waymark projection');

/** Takes facts as they come, batch by batch. */
@Controller()
export class ProjectionController {
  constructor(@Inject(PROJECTION) private readonly projection: Projection) {}

  @EventPattern(facts)
  project(@Payload() batch: FollowedBatch): void {
    this.projection.project(batch);
  }
}
