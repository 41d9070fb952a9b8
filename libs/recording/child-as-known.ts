import type { Recorded } from '#history';
import type { OpeningKeys } from '#privacy';
import { decodeFact, type StoredEvent } from '#store';
import { openedFact, type Reader } from './opening.ts';
import { ofOtherChildren, withoutOthers } from './others.ts';
import { personalOf } from './personal.ts';
import type { ChildOf } from './request.ts';

/** A child's facts up to a position, as a return may tell them. */
export interface ChildAsKnown {
  /**
   * In the order recorded, with the texts that say who the child is opened. Every other text is still sealed, and so is
   * one that does not open. What is known today to be another child's is withdrawn, whenever that came to be known.
   */
  readonly facts: readonly Recorded[];
  readonly withheld: Withheld;
}

/** What may not be shown, and why: it makes a return taken again differ from the one taken then. */
export interface Withheld {
  /** Texts whose key was erased. */
  readonly erased: number;
  /** Texts that the keys here do not open. */
  readonly unreadable: number;
  /** Facts that were found after the position to be another child's. */
  readonly anotherChilds: number;
}

/** The facts that say who a child is: no return tells any other text about people. */
const whoTheChildIs: readonly string[] = ['ChildRegistered', 'ChildDetailsAmended'];

/**
 * A child as it was known at a position. `events` are its whole stream, in order: what is another child's can only be
 * told by the whole. `as-it-was-told` is what a feed of that position told, and never to be shown: only what has become of
 * it since. To a reader whose roles need no text none is opened. Throws `UndecodableFact` for a fact this code cannot read.
 */
export function childAsKnown(
  keys: OpeningKeys,
  { authority, child }: ChildOf,
  events: readonly StoredEvent[],
  position: number,
  reader: Reader,
  others: 'masked' | 'as-it-was-told' = 'masked',
): ChildAsKnown {
  const whole = events.map((event) => decodeFact(event).fact);
  const known = whole.slice(0, events.filter((event) => event.position <= position).length);
  const isMasked = others === 'masked' && known.length > 0;
  const facts = isMasked ? withoutOthers(known, whole, ofOtherChildren(whole)) : known;
  const withheld = { erased: 0, unreadable: 0, anotherChilds: facts.length - known.length };
  const opened = facts.map((fact) => {
    const personal = tellsWho(fact, known) ? personalOf(fact, known) : [];
    if (personal.length === 0) return fact;
    const { data, erased, unreadable } = openedFact(
      keys,
      reader,
      { authority, child, fact: fact.id },
      personal,
      fact.data,
    );
    withheld.erased += erased.length;
    withheld.unreadable += unreadable.length;
    return { ...fact, data } as Recorded;
  });
  return { facts: opened, withheld };
}

function tellsWho(fact: Recorded, known: readonly Recorded[]): boolean {
  const told = fact.type === 'FactCorrected' ? known.find(({ id }) => id === fact.data.fact) : fact;
  return told !== undefined && whoTheChildIs.includes(told.type);
}
