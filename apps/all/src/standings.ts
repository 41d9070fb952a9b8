/** How a supervised part stands. `failed` is for good: the supervisor has given it up. */
export type PartState = 'waiting' | 'starting' | 'ready' | 'restarting' | 'stopping' | 'stopped' | 'failed';

/** What the supervisor knows of one part, as it tells the services and they tell `/health/ready`. */
export interface PartStanding {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  readonly state: PartState;
  readonly pid?: number | undefined;
  /** How often it was started again after ending by itself. */
  readonly restarts: number;
  /** Why it last ended by itself, in a sentence. */
  readonly reason?: string | undefined;
  /** The last status it gave of itself. */
  readonly status?: Readonly<Record<string, unknown>> | undefined;
}

/** Demonstration data: `off` when it is not wanted or was never offered. */
export interface DemonstrationStanding {
  readonly state: 'off' | 'recording' | 'complete' | 'failed';
  readonly done?: number | undefined;
  readonly total?: number | undefined;
  readonly reason?: string | undefined;
}

/** What the supervisor sends the services whenever anything changes. */
export interface StandingsMessage {
  readonly type: 'standings';
  readonly parts: readonly PartStanding[];
  readonly demonstration: DemonstrationStanding;
}
