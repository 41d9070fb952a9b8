import type { PlainDate } from '#calendar';
import type { Proposed } from '#events';
import { shareOutAssessments } from './assessments.ts';
import { chance, type Chance } from './chance.ts';
import { closePlanEpisodes, linkRepeats, planEpisodes, type ChildLine, type Episode } from './episodes.ts';
import { shareOutEnquiries } from './enquiries.ts';
import { planCohorts } from './plan-cohorts.ts';
import { referralChains } from './referral-chains.ts';
import { referralCounts } from './referral-counts.ts';
import { tell } from './tell.ts';
import type { Span, Story, Targets } from './targets.ts';

/** One invented child's whole journey, as facts to be proposed in this order. */
export interface Journey {
  readonly authority: string;
  readonly child: string;
  readonly facts: readonly Proposed[];
  /** The day it is told as of, where it is of one: told of another day it is another journey of the same child. */
  readonly asOf?: PlainDate;
}

/** The seed of every choice: another number tells other children's stories to the same figures. */
const seed = 855_857;

/**
 * Writes the demonstration journeys of a file of targets: invented children, so many and so told that the published
 * figures fall out of their facts by the measures' own definitions. The same targets give the same journeys, byte for
 * byte. Throws `TargetsContradict` where the figures cannot all be met.
 */
export function* generate(targets: Targets): Generator<Journey> {
  const children = new Map<string, number>();
  for (const authority of new Set(targets.stories.map((story) => story.authority))) {
    const lines: ChildLine[] = [];
    targets.stories.forEach((story, index) => {
      if (story.authority !== authority) return;
      lines.push(...drawUp(targets, story, lines, chance(seed + index)));
    });
    const { prefix, digits } = targets.stories.find((story) => story.authority === authority) as Story;
    const choices = chance(seed + Number(authority));
    for (const line of lines.sort(byFirstReferral)) {
      const number = (children.get(authority) ?? 0) + 1;
      children.set(authority, number);
      yield { authority, child: `${prefix}${String(number).padStart(digits, '0')}`, facts: tell(line, choices) };
    }
  }
}

/** Draws up one story: its plans, the referrals they came from, every other referral, and what came of each. Returns the children new in it. */
function drawUp(targets: Targets, story: Story, earlier: readonly ChildLine[], choices: Chance): ChildLine[] {
  const episodes = planEpisodes(planCohorts(targets, story, choices), choices);
  const hadPlans = earlier.filter(({ episodes: past }) => past.at(-1)?.plan !== undefined);
  const onPlans = linkRepeats(episodes, hadPlans, choices);
  const told: ChildLine[] = [
    ...onPlans,
    ...hadPlans.filter(({ episodes: past }) => past.some((episode) => episodes.includes(episode))),
  ];
  const longAgo = choices.shuffled(earlier.filter((line) => !hadPlans.includes(line)));
  const known: ChildLine[] = [];
  for (const span of story.years) {
    const ledToPlans = told.flatMap((line) =>
      line.episodes.flatMap((episode) => (isPlanReferral(episode, span) ? [{ line, episode }] : [])),
    );
    const counts = referralCounts(targets, story, span);
    known.push(
      ...referralChains({
        authority: story.authority,
        counts,
        onPlans: ledToPlans,
        known: [...known],
        longAgo,
        chance: choices,
      }),
    );
  }
  told.push(...known);
  closePlanEpisodes(told, choices);
  shareOutAssessments(targets, story, told, choices);
  shareOutEnquiries(targets, story, told, choices);
  const before = new Set(earlier);
  return told.filter((line) => !before.has(line));
}

function isPlanReferral({ plan, on }: Episode, { from, to }: Span): boolean {
  return plan !== undefined && on >= from && on <= to;
}

function byFirstReferral(a: ChildLine, b: ChildLine): number {
  const first = a.episodes[0]?.on ?? '';
  const second = b.episodes[0]?.on ?? '';
  return first < second ? -1 : first > second ? 1 : 0;
}
