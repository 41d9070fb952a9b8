import { Module } from '@nestjs/common';
import { DashboardController } from './dashboard.controller.ts';
import { Dashboard } from './dashboard.ts';
import { FamiliesController } from './families.controller.ts';
import { Figures } from './figures.ts';
import { MeasuresController } from './measures.controller.ts';
import { UnreadController } from './unread.ts';

/** Definitions, figures, rows and dashboards over HTTP. Needs a `READ_MODEL`: see `readModelHere`. */
@Module({
  controllers: [MeasuresController, DashboardController, FamiliesController, UnreadController],
  providers: [Figures, Dashboard],
})
export class PerformanceModule {}
