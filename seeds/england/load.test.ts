import { plainDate } from '#calendar';
import type { Proposed } from '#events';
import type { Recorded } from '#history';
import { journeyLaw } from '#journey';
import { englandTimescales } from '#timescales';
import { englandAuthorities } from './authorities.ts';
import { factsOf } from './identified.ts';
import { loadOf, type LoadAsked, type LoadPost } from './load.ts';
import type { ToldChild } from './family-told.ts';
import { englandRates } from './rates.ts';

const law = journeyLaw(englandTimescales);
const year = { authorities: englandAuthorities, from: plainDate('2024-04-01'), months: 12 };

/** Judges each post as recording would: on top of the facts typed before it, at the instant it was typed. */
function refusalsOf({ child, posts }: ToldChild): readonly unknown[] {
  const ids = new Map<Proposed, string>();
  const past: Recorded[] = [];
  return posts.flatMap((post, number) => {
    const named = post.facts.map((told, index) => ({ told, id: `${child}-${number}-${index}` }));
    const proposed = factsOf(
      post.facts,
      named.map(({ id }) => id),
      ids,
    );
    const recording = { recordedAt: post.recordedAt, recordedBy: 'generator' };
    const decision = law.decide(
      past,
      proposed.map((fact, index) => ({ ...fact, id: named[index]?.id ?? '' })),
      recording,
    );
    if (!decision.ok || decision.reasonOwed.length > 0) return [{ child, number, facts: proposed, decision }];
    for (const [index, fact] of proposed.entries()) {
      const revision = past.length;
      past.push({ ...fact, id: named[index]?.id ?? '', revision, ...recording });
    }
    return [];
  });
}

function childrenOf(asked: LoadAsked): readonly ToldChild[] {
  return [...new Set([...loadOf(asked)].flat().map(({ of }) => of))];
}

describe('the load of England’s year', () => {
  it('is lawful, post by post, whatever the seed', () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const refused = childrenOf({ ...year, seed, facts: 1200 }).flatMap(refusalsOf);
      expect(refused.slice(0, 1)).toEqual([]);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const texts = [7, 7, 8].map((seed) => JSON.stringify([...loadOf({ ...year, seed, facts: 3000 })]));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it('comes in the order typed, in time, and each child’s posts in theirs', () => {
    for (const wave of loadOf({ ...year, seed: 3, facts: 5000 }, 400)) {
      const typed = wave.map(({ of, number }) => of.posts[number]?.recordedAt ?? 0);
      expect(typed).toEqual([...typed].sort((a, b) => a - b));
      expect(Math.max(...typed)).toBeLessThan(Date.parse('2025-04-01'));
      expect(numbersOf(wave)).toEqual(numbersOf(wave).map(({ length }) => Array.from({ length }, (_, index) => index)));
    }
  });

  it('tells of about as many facts as were asked for, and of authorities by their size', () => {
    const children = childrenOf({ ...year, seed: 5, facts: 20_000 });
    const facts = children.reduce((sum, { posts }) => sum + posts.reduce((all, post) => all + post.facts.length, 0), 0);
    expect(facts).toBeGreaterThanOrEqual(20_000);
    expect(facts).toBeLessThan(20_500);
    expect(new Set(children.map(({ authority }) => authority)).size).toBeGreaterThan(120);
  });

  it('has England’s 152 authorities, with England’s children', () => {
    expect(englandAuthorities).toHaveLength(152);
    expect(new Set(englandAuthorities.map(({ code }) => code)).size).toBe(152);
    const children = englandAuthorities.reduce((sum, authority) => sum + authority.children, 0);
    expect(Math.abs(children - englandRates.children0to17.value)).toBeLessThan(200);
  });
});

function numbersOf(wave: readonly LoadPost[]): readonly (readonly number[])[] {
  const of = new Map<ToldChild, number[]>();
  for (const post of wave) of.set(post.of, [...(of.get(post.of) ?? []), post.number]);
  return [...of.values()];
}
