import { Catch, Controller, Inject, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { facts } from '#readmodel';
import type { FollowedBatch } from '#store';
import type { Projection } from './projection.ts';

/** The provider token of the worker's projection. */
export const PROJECTION = Symbol('waymark projection');

/** Nest makes any error an "Internal server error"; whoever follows must know which it was. */
@Catch()
class AsThrown implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Takes facts as they come, batch by batch. */
@UseFilters(AsThrown)
@Controller()
export class ProjectionController {
  constructor(@Inject(PROJECTION) private readonly projection: Projection) {}

  @EventPattern(facts)
  async project(@Payload() batch: FollowedBatch): Promise<void> {
    await this.projection.project(batch);
  }
}
