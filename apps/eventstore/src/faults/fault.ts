/**
 * A fault that a test asks for. `rpc` names the last part of a method ("BatchAppend"), and `count` how many calls it
 * strikes (one unless stated).
 */
export type Fault =
  /** Nothing is read, done or answered until `resume`, though the connection stands: a node that hangs. */
  | { readonly fault: 'stall'; readonly rpc?: string }
  /** Ends stall, delay, abort, unavailable, duplicate and a full disk. */
  | { readonly fault: 'resume' }
  /** Answers come this much later. */
  | { readonly fault: 'delay'; readonly milliseconds: number; readonly rpc?: string }
  /** Calls fail with ABORTED, or UNAVAILABLE, instead of being served; a call under way fails at its next message. */
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
  /** The disk refuses writes until `resume`. */
  | { readonly fault: 'disk-full' };

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
  'disk-full',
]);

/** Reads `{ type: 'fault', fault, … }` as sent over the process's message channel. */
export function readFault(sent: unknown): Fault | undefined {
  const candidate = sent as { type?: unknown; fault?: unknown } | null;
  return candidate?.type === 'fault' && NAMES.has(candidate.fault) ? (candidate as unknown as Fault) : undefined;
}
