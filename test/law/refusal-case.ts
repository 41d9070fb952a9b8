import type { ProposedFact, RefusalCode } from '#journey';
import type { Quorum } from '#timescales';

/** A rule of the journey, told from both sides of its boundary. */
export interface RefusalCase {
  readonly code: RefusalCode;
  /** What the practitioner was doing. */
  readonly practice: string;
  readonly given: readonly ProposedFact[];
  readonly refused: readonly ProposedFact[];
  /** The nearest thing that is lawful: another day, another word, or one fact more. */
  readonly but: string;
  readonly accepted: readonly ProposedFact[];
  /** What has happened in its place, where the neighbour differs in what came before it. */
  readonly givenInstead?: readonly ProposedFact[];
  /** The authority's own quorum of conferences. */
  readonly quorum?: Quorum;
}
