/* The drift radar as it is answered, for the OpenAPI document. */

/** Something that has not come. */
export class SilenceDto {
  /** visit, core-group, review or allocation. */
  readonly absent: string;
  /** The last day there was one; null where there was none. */
  readonly lastOn: string | null;
  /** The day the silence is counted from. */
  readonly since: string;
  readonly days: number;
  /** The rule that expects it, the clock and its due day; null where no rule does. */
  readonly expected: Record<string, unknown> | null;
  /** The same in words. */
  readonly says: string;
}

export class DriftingCaseDto {
  readonly child: string;
  readonly openSince: string;
  readonly worker: string | null;
  readonly team: string | null;
  /** How often the case has passed to another worker since the episode began. */
  readonly changesOfWorker: number;
  /** The most meaningful first. */
  readonly silences: SilenceDto[];
}

export class DriftDto {
  readonly authority: string;
  readonly on: string;
  readonly position: number | null;
  /** How many open cases there are, and of how many something is absent. */
  readonly openCases: number;
  readonly drifting: number;
  readonly cases: DriftingCaseDto[];
  /** What nobody can tell, and why. */
  readonly notRecorded: Record<string, unknown>[];
}
