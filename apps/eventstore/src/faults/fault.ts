/**
 * A fault that a test asks for. `rpc` names the last part of a method ("BatchAppend"), and `count` how many calls it
 * strikes (one unless stated).
 */
export type Fault =
  /** Nothing is read, done or answered until `resume`, though the connection stands: a node that hangs. */
  | { readonly fault: 'stall'; readonly rpc?: string }
  /** Ends stall, delay, abort, unavailable, duplicate, and what ails the disk. */
  | { readonly fault: 'resume' }
  /** Answers come this much later. */
  | { readonly fault: 'delay'; readonly milliseconds: number; readonly rpc?: string }
  /** Calls fail with ABORTED, or UNAVAILABLE, instead of being served; a call under way fails at its next message or page. */
  | { readonly fault: 'abort'; readonly rpc?: string; readonly count?: number }
  | { readonly fault: 'unavailable'; readonly rpc?: string; readonly count?: number }
  /** Cuts every connection now. */
  | { readonly fault: 'drop' }
  /** Makes the next changes but cuts the connections instead of acknowledging them. */
  | { readonly fault: 'drop-after-commit'; readonly count?: number }
  /** Pages of events are sent twice. */
  | { readonly fault: 'duplicate'; readonly count?: number }
  /** Ends the process at the next commit, before it is durable or before it is acknowledged. */
  | { readonly fault: 'crash-before-commit' }
  | { readonly fault: 'crash-after-commit' }
  /**
   * Ends the process while a checkpoint copies pages from the log into the file, so much later (none unless stated). It
   * is an aim: a short checkpoint may be over first, and where none is seen for long it dies all the same.
   */
  | { readonly fault: 'crash-in-checkpoint'; readonly microseconds?: number }
  /** Ends the process so much later, whatever it is doing, also where it is deep within SQLite. */
  | { readonly fault: 'crash-after'; readonly milliseconds: number }
  /** The disk refuses writes until `resume`. */
  | { readonly fault: 'disk-full' | 'disk-read-only' }
  /** Every commit takes so much longer, and holds up all else, as a slow disk does. */
  | { readonly fault: 'slow-disk'; readonly milliseconds: number };

const NAMES: ReadonlySet<unknown> = new Set<Fault['fault']>([
  'stall',
  'resume',
  'delay',
  'abort',
  'unavailable',
  'drop',
  'drop-after-commit',
  'duplicate',
  'crash-before-commit',
  'crash-after-commit',
  'crash-in-checkpoint',
  'crash-after',
  'disk-full',
  'disk-read-only',
  'slow-disk',
]);

/** Reads `{ type: 'fault', fault, … }` as sent over the process's message channel. */
export function readFault(sent: unknown): Fault | undefined {
  const candidate = sent as { type?: unknown; fault?: unknown } | null;
  return candidate?.type === 'fault' && NAMES.has(candidate.fault) ? (candidate as unknown as Fault) : undefined;
}
