import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { AnchorPlaces } from '../../audit/src/anchor-places.ts';
import { AuditModule } from '../../audit/src/audit.module.ts';
import { AlertsModule, DeadlinesModule } from '../../deadlines/src/deadlines.module.ts';
import { ExchangeModule } from '../../exchange/src/exchange.module.ts';
import { IntakeModule } from '../../intake/src/intake.module.ts';
import { PerformanceModule } from '../../performance/src/performance.module.ts';
import { ProtectionModule } from '../../protection/src/protection.module.ts';
import type { WebSettings } from '../../web/src/config.ts';
import { WebModule } from '../../web/src/web.module.ts';
import { LandingController } from './landing.controller.ts';
import { PartsReport } from './parts-report.ts';

/** Every service and the pages for people on one port, and the page that introduces them to developers. */
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

/** Every service, as one process composes them. */
export function servicesOf(anchors: AnchorPlaces, web: WebSettings): readonly (Type | DynamicModule)[] {
  return [
    IntakeModule,
    ProtectionModule,
    PerformanceModule,
    AuditModule.of(anchors),
    DeadlinesModule,
    AlertsModule,
    ExchangeModule,
    WebModule.of(web),
  ];
}
