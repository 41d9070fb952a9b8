/** How an import stands, as the exchange answers it. */
export interface ImportStanding {
  readonly id: string;
  readonly file: string;
  readonly year: number;
  readonly state: 'waiting' | 'running' | 'complete' | 'failed';
  readonly percent: number;
  readonly secondsLeft?: number;
  readonly children: number;
  readonly changed: number;
  readonly recorded: number;
  readonly faults: number;
  readonly firstFaults: readonly ImportFault[];
  readonly failed?: { readonly code: string; readonly detail: string };
}

export interface ImportFault {
  readonly child?: string;
  readonly element: string;
  readonly line: number;
  readonly rule?: string;
  readonly reason: string;
  readonly leftOut: string;
}
