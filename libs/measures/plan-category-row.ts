import type { PlainDate } from '#calendar';

/** The categories of abuse a plan was under for a time, so that a day gone by can be asked about. */
export interface PlanCategoryRow {
  readonly kind: 'plan-category';
  /** The key of its plan. */
  readonly plan: string;
  /** In alphabetical order, with a space between. */
  readonly categories: string;
  readonly fromDay: PlainDate;
  /** The day they changed or the plan ended; `never` while the plan is under them. */
  readonly untilDay: PlainDate;
}
