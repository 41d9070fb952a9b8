import { Module } from '@nestjs/common';
import { ComparisonController } from './comparison.controller.ts';
import { FigureComparison } from './comparison.ts';
import { DashboardController } from './dashboard.controller.ts';
import { Dashboard } from './dashboard.ts';
import { FamiliesController } from './families.controller.ts';
import { FiguresKept } from './figures-kept.ts';
import { Figures } from './figures.ts';
import { Judgements } from './judgements.ts';
import { LiveController } from './live/live.controller.ts';
import { Live } from './live/live.ts';
import { MeasuresController } from './measures.controller.ts';
import { ReceiptsController } from './receipts.controller.ts';
import { ReceiptsKept } from './receipts/receipts-kept.ts';
import { Receipts } from './receipts/receipts.ts';
import { Table } from './table.ts';
import { TrendController } from './trend.controller.ts';
import { Trend } from './trend.ts';
import { UnreadController } from './unread.ts';
import { WhatIfController } from './what-if.controller.ts';
import { WhatIfs } from './what-if/what-ifs.ts';

/** Definitions, figures, rows and dashboards over HTTP. Needs a `READ_MODEL` (see `readModelHere`) and a `STORE`. */
@Module({
  controllers: [
    ReceiptsController,
    LiveController,
    WhatIfController,
    MeasuresController,
    ComparisonController,
    DashboardController,
    TrendController,
    FamiliesController,
    UnreadController,
  ],
  providers: [
    WhatIfs,
    Receipts,
    ReceiptsKept,
    Figures,
    FiguresKept,
    FigureComparison,
    Dashboard,
    Judgements,
    Trend,
    Table,
    Live,
  ],
})
export class PerformanceModule {}
