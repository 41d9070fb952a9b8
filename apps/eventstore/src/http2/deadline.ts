const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000001 };
/** Node's timers hold no more than this; a longer deadline is as good as none. */
const LONGEST_MS = 2 ** 31 - 1;

/** Reads a `grpc-timeout` header, such as `10S`, as milliseconds; undefined where there is none to keep. */
export function timeoutOf(header: string | readonly string[] | undefined): number | undefined {
  const match = typeof header === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(header) : null;
  if (match === null) return undefined;
  const milliseconds = Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? NaN);
  return milliseconds <= LONGEST_MS ? milliseconds : undefined;
}
