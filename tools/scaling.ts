/** A number the model rests on, and where it is from. */
export interface Given {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

const measured = (value: number, unit: string, source: string): Given => ({ value, unit, source });
const assumed = (value: number, unit: string): Given => ({ value, unit, source: 'assumed: no figure was seen' });

/** What one machine of two cores was measured to do, and what England asks of it. Replace a number where a later run differs. */
export const givens = {
  factsAYear: measured(13_200_000, 'facts', 'seeds/england: a year of 152 authorities at the published rates'),
  bytesOfFact: measured(1_040, 'bytes', 'bench england: events file, with indexes and evidence'),
  bytesOfRows: measured(755, 'bytes a fact', 'bench england: read model, with indexes'),
  factsAPost: measured(1.4, 'facts', 'seeds/england: facts to a post'),
  postProcessor: measured(
    1_058,
    'µs of processor a post',
    'bench posting: the service, one fact a post, on a quiet machine (docs/benchmarks.md)',
  ),
  appends: measured(
    7_400,
    'appends/s',
    'bench store: the embedded node, each on the disk, 64 in flight; the least of 7,400 to 10,700, no quiet run is kept',
  ),
  projected: measured(3_200, 'facts/s', 'decisions.md 15: live, in batches, one writer'),
  rebuilt: measured(
    23_000,
    'facts/s',
    'ten million facts on two cores whose file came from the disk; 37,000 where it was in memory (docs/benchmarks.md)',
  ),
  verified: measured(74_600, 'facts/s', 'bench england: ten million facts from the file, on two cores'),
  workers: assumed(35_000, 'people who use it in England'),
  looks: assumed(240, 'requests a person and day'),
  lookProcessor: assumed(4_000, 'µs of processor a request: an authority’s figure, a journey, a page'),
  officeDays: measured(253, 'days', 'libs/calendar: working days of a year'),
  officeHours: assumed(8, 'hours a day'),
  peak: assumed(4, 'times the mean of an office hour'),
} as const satisfies Record<string, Given>;

/** England, so many times over, in its busiest hour and after a year. */
export interface Scaled {
  readonly times: number;
  readonly postsASecond: number;
  readonly factsASecond: number;
  readonly looksASecond: number;
  /** Cores of services that judge posts, and that answer questions, at half of what they could do. */
  readonly postingCores: number;
  readonly readingCores: number;
  /** Shares of what one of each can do: over 1, there must be more. */
  readonly appendShare: number;
  readonly projectionShare: number;
  /** Partitions by authority, so that no projection is over half busy and a year is made anew within an hour. */
  readonly partitions: number;
  readonly eventBytes: number;
  readonly rowBytes: number;
  readonly rebuildSeconds: number;
  readonly verifySeconds: number;
  readonly first: string;
}

/** Nothing is planned to be busier than this share of the time: latency grows without bound towards all of it. */
const busy = 0.5;
const hour = 3600;

export function scaled(times: number): Scaled {
  const of = (given: Given): number => given.value;
  const officeSeconds = of(givens.officeDays) * of(givens.officeHours) * hour;
  const factsAYear = of(givens.factsAYear) * times;
  const factsASecond = (factsAYear / officeSeconds) * of(givens.peak);
  const postsASecond = factsASecond / of(givens.factsAPost);
  const daySeconds = of(givens.officeHours) * hour;
  const looksASecond = ((of(givens.workers) * times * of(givens.looks)) / daySeconds) * of(givens.peak);
  const cores = (each: Given, perSecond: number): number => (perSecond * of(each)) / 1_000_000 / busy;
  const rebuildSeconds = factsAYear / of(givens.rebuilt);
  const projectionShare = factsASecond / of(givens.projected);
  const partitions = Math.max(1, Math.ceil(projectionShare / busy), Math.ceil(rebuildSeconds / hour));
  const shares = {
    'answering questions': cores(givens.lookProcessor, looksASecond) / coresOfOne,
    'judging posts': cores(givens.postProcessor, postsASecond) / coresOfOne,
    appending: postsASecond / of(givens.appends) / busy,
    'the live projection': projectionShare / busy,
    'making a year anew within an hour': rebuildSeconds / hour,
  };
  const [first = ['', 0]] = Object.entries(shares).sort(([, a], [, b]) => b - a);
  return {
    times,
    postsASecond,
    factsASecond,
    looksASecond,
    postingCores: cores(givens.postProcessor, postsASecond),
    readingCores: cores(givens.lookProcessor, looksASecond),
    appendShare: postsASecond / of(givens.appends),
    projectionShare,
    partitions,
    eventBytes: factsAYear * of(givens.bytesOfFact),
    rowBytes: factsAYear * of(givens.bytesOfRows),
    rebuildSeconds,
    verifySeconds: factsAYear / of(givens.verified),
    first: first[1] < 1 ? `none of one machine’s; nearest is ${first[0]}` : first[0],
  };
}

/** One small machine, as all figures were measured on. */
const coresOfOne = 2;
