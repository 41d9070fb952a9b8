/* What the deadlines service answers, for the OpenAPI document. */

/** A duty in time that has begun and is not met. */
export class DeadlineDto {
  readonly child: string;
  readonly clock: string;
  /** What is to be done. */
  readonly title: string;
  /** The clock’s own key: stable, and no other’s. */
  readonly key: string;
  readonly rule: string;
  /** What binds to it, in words. */
  readonly force: string | null;
  readonly startedOn: string;
  /** The id of the fact that started it. */
  readonly startedBy: string;
  /** The last day in time; null without a limit, `unknown` beyond the known bank holidays. */
  readonly due: string | null;
  /** The instant it is due, of hours counted from a known time. */
  readonly dueAt?: string;
  /** How it stands at the moment asked about: overdue, due-soon, running or unknown. */
  readonly state: string;
  /** Working days left, the due day counted. */
  readonly workingDaysLeft?: number | null;
  /** Working days gone since the due day, of what is overdue. */
  readonly workingDaysGone?: number | null;
  /** Who has the case on the day asked about, and in which team. */
  readonly worker: string | null;
  readonly team: string | null;
  readonly families: string[];
  /** The types of fact that may meet it. */
  readonly metBy: string[];
}

export class DeadlinesDto {
  readonly authority: string;
  /** The day asked about. */
  readonly on: string;
  /** The instant asked at, where it was one. */
  readonly at?: string;
  /** How far the rows had come. */
  readonly position: number | null;
  readonly deadlines: DeadlineDto[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

export class CountDto {
  readonly overdue: number;
  readonly dueSoon: number;
  readonly running: number;
  /** Due beyond the known bank holidays. */
  readonly unknown: number;
}

export class ClockCountDto extends CountDto {
  readonly clock: string;
  readonly title: string;
}

export class TeamCountDto extends CountDto {
  /** Null of children whom no worker has. */
  readonly team: string | null;
  readonly clocks: ClockCountDto[];
}

export class SummaryDto {
  readonly authority: string;
  readonly on: string;
  readonly at?: string;
  readonly position: number | null;
  readonly total: CountDto;
  readonly clocks: ClockCountDto[];
  readonly teams: TeamCountDto[];
}
