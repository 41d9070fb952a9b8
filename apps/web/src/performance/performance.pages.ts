import { ComparisonPages } from './comparison.controller.ts';
import { DashboardPages } from './dashboard.controller.ts';
import { MeasurePages } from './measure.controller.ts';
import { ReceiptPages } from './receipts.controller.ts';

/** Every page about figures. */
export const performancePages = [DashboardPages, MeasurePages, ComparisonPages, ReceiptPages];
