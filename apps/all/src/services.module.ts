import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { LandingController } from './landing.controller.ts';
import { PartsReport } from './parts-report.ts';

/** Every service on one port, and the page that introduces them. */
@Module({})
export class ServicesModule {
  static of(report: PartsReport, services: readonly (Type | DynamicModule)[]): DynamicModule {
    return {
      module: ServicesModule,
      imports: [...services],
      controllers: [LandingController],
      providers: [{ provide: PartsReport, useValue: report }],
    };
  }
}
