import fc from 'fast-check';
import { effectiveHistory, type Recorded } from '#history';
import { anyFact, anyHistory, anyLawfulJourney, asRecorded, corrected, withdrawn } from '#testing';
import { englandTimescales } from '#timescales';
import { changedClocks } from './changes.ts';
import { followerOf, type Followed } from './fold.ts';
import { journeyLaw, type ProposedFact } from './index.ts';
import { machinesFor } from './machines.ts';

const by = { recordedAt: 1000, recordedBy: 'u1' };

/** Something posted: a fact anywhere, a withdrawal or a correction of something before, or two of these together. */
const anyPost = fc.array(
  fc.record({ fact: anyFact(), kind: fc.constantFrom('record', 'record', 'withdraw', 'correct'), of: fc.nat() }),
  { minLength: 1, maxLength: 2 },
);
type Post = typeof anyPost extends fc.Arbitrary<infer T> ? T : never;

function proposalsOf(facts: readonly Recorded[], post: Post): readonly ProposedFact[] {
  return post.map(({ fact, kind, of }, index) => {
    const id = `p${String(facts.length)}-${String(index)}`;
    const named = facts[of % Math.max(1, facts.length)];
    if (named === undefined || kind === 'record') return { ...fact, id };
    if (kind === 'withdraw' || !('on' in named.data) || !('on' in fact.data)) return withdrawn(named.id, id);
    return corrected(named.id, { ...named, data: { ...named.data, on: fact.data.on } } as ProposedFact, id);
  });
}

it('answers every post as a law does that never saw the child, whatever was posted before, refused or accepted', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(anyLawfulJourney(), anyHistory()), fc.array(anyPost, { maxLength: 12 }), (given, posts) => {
      const remembering = journeyLaw(englandTimescales);
      let facts = given.map(asRecorded);
      for (const post of posts) {
        const proposed = proposalsOf(facts, post);
        const decision = remembering.decide(facts, proposed, by);
        expect(decision).toEqual(journeyLaw(englandTimescales).decide(facts, proposed, by));
        if (decision.ok) accepted += 1;
        else refused += 1;
        // What stands is recorded anew: as in life, what was stored is another object than what was proposed.
        if (decision.ok) facts = [...facts, ...proposed.map((fact, place) => asRecorded(fact, facts.length + place))];
      }
    }),
    { numRuns: 40 },
  );
  expect(accepted).toBeGreaterThan(30);
  expect(refused).toBeGreaterThan(30);
});

/** Where each fact led. What a refused one repeats of the clocks stopped before it is nobody's: it is never read. */
const placesOf = ({ states, refused }: Followed): unknown =>
  states.map((state, place) =>
    refused.has(place) ? { value: state.value, context: { ...state.context, stopped: [] } } : state.toJSON(),
  );

it('follows a history beside another as it follows it alone', () => {
  const { reading } = machinesFor(englandTimescales);
  const { follow, codeAt } = followerOf(reading, englandTimescales);
  let shared = 0;
  fc.assert(
    fc.property(fc.oneof(anyLawfulJourney(), anyHistory()), anyPost, (given, post) => {
      const facts = given.map(asRecorded);
      const more = proposalsOf(facts, post).map((fact, place) => asRecorded(fact, facts.length + place));
      const before = follow(effectiveHistory(facts));
      const alone = follow(effectiveHistory([...facts, ...more]));
      const beside = follow(effectiveHistory([...facts, ...more]), before);
      shared += beside.history.length - (beside.anew.to - beside.anew.from);
      expect(placesOf(beside)).toEqual(placesOf(alone));
      expect([...beside.refused]).toEqual([...alone.refused]);
      for (const place of alone.refused) expect(codeAt(beside, place)).toBe(codeAt(alone, place));
      const recorded = new Set(more.map(({ id }) => id));
      const amended = new Set(more.flatMap(({ data }) => ('fact' in data ? [data.fact] : [])));
      const touched = { recorded, amended };
      const whole = { from: 0, to: alone.history.length };
      const everything = { ...alone, anew: whole, replaced: { from: 0, to: before.history.length } };
      expect(changedClocks(before, beside, touched)).toEqual(changedClocks(before, everything, touched));
    }),
    { numRuns: 120 },
  );
  expect(shared).toBeGreaterThan(300);
});
