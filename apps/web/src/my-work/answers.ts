import type { FactType } from '#events';

/* What the services answer of deadlines and of cases that have fallen silent: see DeadlinesDto and DriftDto. */

export interface Deadlines {
  readonly on: string;
  readonly deadlines: readonly Deadline[];
  readonly next: string | null;
}

export interface Deadline {
  readonly child: string;
  readonly clock: string;
  readonly title: string;
  readonly key: string;
  readonly force: string | null;
  readonly startedOn: string;
  readonly due: string | null;
  readonly dueAt?: string;
  readonly state: 'overdue' | 'due-soon' | 'running' | 'unknown';
  readonly workingDaysLeft?: number | null;
  readonly workingDaysGone?: number | null;
  readonly worker: string | null;
  readonly team: string | null;
  readonly metBy: readonly FactType[];
}

export interface DriftingCases {
  readonly drifting: number;
  readonly cases: readonly DriftingCase[];
}

export interface DriftingCase {
  readonly child: string;
  readonly openSince: string;
  readonly worker: string | null;
  readonly team: string | null;
  readonly changesOfWorker: number;
  readonly silences: readonly Silence[];
}

export interface Silence {
  readonly absent: 'visit' | 'core-group' | 'review' | 'allocation';
  readonly lastOn: string | null;
  readonly since: string;
  readonly days: number;
  readonly expected: { readonly rule: string; readonly by: string } | null;
}
