import { addMonths, daysBetween, type PlainDate } from '#calendar';
import type { ToldAuthority } from './authorities.ts';
import { contactsAlone, familyTeller, meanSiblings, type ToldChild } from './family-told.ts';
import { englandRates } from './rates.ts';
import { referralsToAChild } from './referral-rows.ts';

export interface LoadAsked {
  readonly seed: number;
  readonly authorities: readonly ToldAuthority[];
  readonly from: PlainDate;
  /** Twelve to the year. */
  readonly months: number;
  /** Stop once so many facts are told; where it is left out, as many families are told of as the rates make of the time. */
  readonly facts?: number | undefined;
}

/** A post of one child, told to whoever writes it. */
export interface LoadPost {
  readonly of: ToldChild;
  /** Which of the child's posts it is. */
  readonly number: number;
}

/** So many families are told of at a time: their posts come in the order typed, and memory holds no more than they. */
const familiesAtOnce = 3000;

/**
 * The posts of a load, a few thousand families at a time, in the order they were typed: the same posts for the same
 * asking, on every machine. `wave` is how many families are merged; more take more memory and lie less apart in time.
 */
export function* loadOf(asked: LoadAsked, wave = familiesAtOnce): Generator<readonly LoadPost[]> {
  const { seed, authorities, from, months, facts = Infinity } = asked;
  const familyOf = familyTeller({ seed, authorities, from, to: addMonths(from, months) });
  const families = facts === Infinity ? familiesOf(asked) : Infinity;
  let told = 0;
  for (let first = 0; first < families && told < facts; first += wave) {
    const posts: LoadPost[] = [];
    for (let number = first; number < Math.min(first + wave, families) && told < facts; number += 1) {
      for (const of of familyOf(number)) {
        for (const [index, post] of of.posts.entries()) {
          posts.push({ of, number: index });
          told += post.facts.length;
        }
      }
    }
    yield posts.sort((a, b) => typedAt(a) - typedAt(b));
  }
}

/** How many stories there are to tell of these authorities in this time: families, and children of contacts alone. */
export function familiesOf({ authorities, from, months }: Pick<LoadAsked, 'authorities' | 'from' | 'months'>): number {
  const share = authorities.reduce((sum, { children }) => sum + children, 0) / englandRates.children0to17.value;
  const days = daysBetween(from, addMonths(from, months));
  const referrals = englandRates.referrals.value * share * (months / 12);
  return Math.round(referrals / referralsToAChild(days).all / meanSiblings + contactsAlone * referrals);
}

function typedAt({ of, number }: LoadPost): number {
  return of.posts[number]?.recordedAt ?? 0;
}
