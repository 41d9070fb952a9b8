import { demand } from './contradiction.ts';
import { published, suppressedCount, type Published, type Span, type Story, type Targets } from './targets.ts';
import { latestStartWithMonths, type PlainDate } from '#calendar';

/** Open plans by how long they have lasted: to 3 months, to 6, under 1 year, under 2 years, 2 years or more. */
export type Durations = readonly [number, number, number, number, number];

/** How many plans a story's opening day holds, and how many of them are long ones. */
export interface OpeningCounts {
  readonly at: PlainDate;
  readonly open: number;
  /** By duration where that is published. */
  readonly durations?: Durations;
  /** Plans begun early enough to last two years by the end of the first span. */
  readonly long: number;
}

/** What must happen to plans in one span, so that its published figures come out. */
export interface PlanCounts {
  readonly span: Span;
  readonly started: number;
  readonly repeats: number;
  /** Of the plans started in the span, how many are still open at its end: to 3 months, to 6, longer. */
  readonly startedAndOpen: readonly [number, number, number];
  /** Of the plans open before it, how many still are at its end: under two years, and longer. */
  readonly keptUnderTwoYears: number;
  readonly keptOverTwoYears: number;
  /** Plans ended in the span after two years or more, where published. */
  readonly endedAfterTwoYears?: number;
  /** Plans open at its end for more than three months with a review out of time. */
  readonly reviewedLate: number;
}

/** Solves each span of a story from its published figures. Throws `TargetsContradict` where they cannot all hold. */
export function planCounts(targets: Targets, story: Story): { opening: OpeningCounts; spans: readonly PlanCounts[] } {
  const asked = (measure: string, period: Span | { at: PlainDate }): Published | undefined =>
    published(targets, story.authority, measure, period);
  const spans: PlanCounts[] = [];
  let opening: OpeningCounts | undefined;
  let open = asked('plans-open', { at: story.openingStock })?.numerator;
  for (const span of story.years) {
    const started = startedIn(asked, story, span);
    const reviews = asked('reviews-in-timescale', { at: span.to });
    const after = stockAfter(targets, asked, story, span, started);
    const ended = asked('plans-ended', span)?.numerator;
    open ??= after.open - started + (ended ?? started);
    const endedAfterTwoYears = asked('plans-ended-after-two-years', span)?.numerator;
    opening ??= openingCounts(targets, story, open, after.durations[4] + (endedAfterTwoYears ?? 0));
    const reviewed = after.open - after.durations[0];
    checkPlansAddUp(story, span, { before: open, started, ended, reviewed: reviews?.denominator }, after);
    const [upTo3, upTo6, underYear, underTwo, overTwo] = after.durations;
    spans.push({
      span,
      started,
      repeats: repeatsIn(asked, span),
      startedAndOpen: [upTo3, upTo6, underYear],
      keptUnderTwoYears: underTwo,
      keptOverTwoYears: overTwo,
      ...(endedAfterTwoYears === undefined ? {} : { endedAfterTwoYears }),
      reviewedLate: reviews?.numerator === undefined ? 0 : reviewed - reviews.numerator,
    });
    open = after.open;
  }
  demand(opening !== undefined, story.authority, 'a story has no spans');
  return { opening, spans };
}

/** Holds the published figures of a span against one another before anything is built to them. */
function checkPlansAddUp(
  { authority }: Story,
  { from, to }: Span,
  figures: { before: number; started: number; ended: number | undefined; reviewed: number | undefined },
  { open, durations: [upTo3, upTo6, underYear, underTwo, overTwo] }: Stock,
): void {
  const { before, started, ended, reviewed } = figures;
  const flow = `${String(before)} plans open before ${from}, ${String(started)} started and ${String(ended)} ended`;
  demand(
    ended === undefined || before + started - ended === open,
    authority,
    `${flow} do not leave ${String(open)} open on ${to}`,
  );
  const begun = upTo3 + upTo6 + underYear;
  demand(begun <= started, authority, `more plans begun from ${from} to ${to} are open than started`);
  demand(underTwo + overTwo <= before, authority, `more of the plans open before ${from} are kept than there were`);
  demand(
    reviewed === undefined || reviewed === open - upTo3,
    authority,
    `${String(open - upTo3)} plans have lasted over three months on ${to}, and reviews are counted of ${String(reviewed)}`,
  );
}

/** The plans open on a day. */
interface Stock {
  readonly open: number;
  readonly durations: Durations;
}

type Asked = (measure: string, period: Span | { at: PlainDate }) => Published | undefined;

/** Plans started: as printed, or the number in the middle of those the printed share of repeats allows. */
function startedIn(asked: Asked, story: Story, span: Span): number {
  const started = asked('plans-started', span)?.numerator;
  if (started !== undefined) return started;
  const repeats = asked('repeat-plans', span);
  const [low, high] = repeats?.denominatorRange ?? [repeats?.denominator ?? 0, repeats?.denominator ?? 0];
  demand(high > 0, story.authority, `nothing says how many plans started from ${span.from} to ${span.to}`);
  return Math.floor((low + high) / 2);
}

function repeatsIn(asked: Asked, span: Span): number {
  const repeats = asked('repeat-plans', span);
  return repeats?.suppressed === true ? suppressedCount : (repeats?.numerator ?? 0);
}

/** The plans open at a span's end: by published duration, or those over three months (as reviewed) and those just begun. */
function stockAfter(targets: Targets, asked: Asked, story: Story, span: Span, started: number): Stock {
  const total = asked('plans-open', { at: span.to })?.numerator;
  const overTwo = asked('plans-open-over-two-years', { at: span.to });
  const bands = targets.shapes.planDurations.find(
    ({ authority, at }) => authority === story.authority && at === span.to,
  )?.bands;
  if (bands !== undefined) {
    demand(total !== undefined, story.authority, `no total is published for the plans open on ${span.to}`);
    return { open: total, durations: withSuppressed(bands, total, started, story.authority) };
  }
  const reviewed = asked('reviews-in-timescale', { at: span.to })?.denominator;
  demand(
    reviewed !== undefined && overTwo?.numerator !== undefined,
    story.authority,
    `too little is published of the plans open on ${span.to}`,
  );
  demand(
    latestStartWithMonths(span.to, 3) < span.from,
    story.authority,
    `without durations, the span to ${span.to} may not be longer than three months`,
  );
  const open = total ?? reviewed + started;
  const [low, high] = overTwo.denominatorRange ?? [open, open];
  demand(
    open >= low && open <= high,
    story.authority,
    `${String(open)} plans open on ${span.to} lie outside ${String(low)} to ${String(high)}`,
  );
  return { open, durations: [open - reviewed, 0, 0, reviewed - overTwo.numerator, overTwo.numerator] };
}

/** Shares out what suppressed bands hold together, the plans under a year never being more than started in it. */
function withSuppressed(
  bands: readonly (number | null)[],
  total: number,
  started: number,
  authority: string,
): Durations {
  const rest = total - bands.reduce<number>((sum, band) => sum + (band ?? 0), 0);
  const hidden = bands.flatMap((band, index) => (band === null ? [index] : []));
  demand(
    rest >= 0 && (rest === 0 || hidden.length > 0),
    authority,
    `plans by duration do not add up to ${String(total)}`,
  );
  const begun = hidden.filter((index) => index < 3);
  const known = bands.slice(0, 3).reduce<number>((sum, band) => sum + (band ?? 0), 0);
  const share = hidden.length === 0 ? 0 : Math.round((rest * begun.length) / hidden.length);
  const fresh = begun.length === 0 ? 0 : Math.min(share, started - known);
  return bands.map((band, index) => {
    if (band !== null) return band;
    const among = hidden.filter((other) => other < 3 === index < 3);
    return part(index < 3 ? fresh : rest - fresh, among.length, among.indexOf(index));
  }) as unknown as Durations;
}

function openingCounts(targets: Targets, story: Story, open: number, long: number): OpeningCounts {
  const at = story.openingStock;
  const shape = targets.shapes.planDurations.find((known) => known.authority === story.authority && known.at === at);
  if (shape === undefined) return { at, open, long };
  return { at, open, long, durations: withSuppressed(shape.bands, open, Number.MAX_SAFE_INTEGER, story.authority) };
}

/** The `index`th of so many nearly equal parts. */
function part(whole: number, parts: number, index: number): number {
  return Math.floor((whole * (index + 1)) / parts) - Math.floor((whole * index) / parts);
}
