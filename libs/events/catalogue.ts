import { assessmentEntries } from './assessment.entries.ts';
import type { AssessmentFacts } from './assessment.facts.ts';
import { childEntries } from './child.entries.ts';
import type { ChildFacts } from './child.facts.ts';
import { circumstanceEntries } from './circumstance.entries.ts';
import type { CircumstanceFacts } from './circumstance.facts.ts';
import { correctionEntries } from './correction.entries.ts';
import type { CorrectionFacts } from './correction.facts.ts';
import { emergencyEntries } from './emergency.entries.ts';
import type { EmergencyFacts } from './emergency.facts.ts';
import { frontDoorEntries } from './front-door.entries.ts';
import type { FrontDoorFacts } from './front-door.facts.ts';
import { needEntries } from './need.entries.ts';
import type { NeedFacts } from './need.facts.ts';
import { openingEntries } from './opening.entries.ts';
import type { OpeningFacts } from './opening.facts.ts';
import { protectionEntries } from './protection.entries.ts';
import type { ProtectionFacts } from './protection.facts.ts';
import { transferEntries } from './transfer.entries.ts';
import type { TransferFacts } from './transfer.facts.ts';

/** The facts that happen on a day: everything but corrections. */
export interface OrdinaryFacts
  extends
    ChildFacts,
    CircumstanceFacts,
    FrontDoorFacts,
    TransferFacts,
    OpeningFacts,
    AssessmentFacts,
    ProtectionFacts,
    EmergencyFacts,
    NeedFacts {}

/** Every fact there is, by name. Past tense, stored for ever: add names and optional fields, never rename or narrow. */
export interface Facts extends OrdinaryFacts, CorrectionFacts {}

export type FactType = keyof Facts;
export type OrdinaryType = keyof OrdinaryFacts;
export type CorrectionType = keyof CorrectionFacts;

/** A fact as its recorder proposes it: a name and its data, and nothing else. */
export type Proposed<T extends FactType = FactType> = {
  [K in T]: { readonly type: K; readonly data: Facts[K] };
}[T];

export type Ordinary = Proposed<OrdinaryType>;
export type Correction = Proposed<CorrectionType>;

export type Stage =
  'child' | 'front door' | 'transfer' | 'opening' | 'assessment' | 'protection' | 'need' | 'end' | 'correction';

/** What the catalogue says of one fact. */
export interface Entry<T extends FactType> {
  /** Bumped when the stored shape changes; `upcast` then brings older data up to it. */
  readonly version: number;
  readonly stage: Stage;
  /** One line a practitioner would say. */
  readonly meaning: string;
  readonly example: Facts[T];
  /** Fields of text about people, sealed before they are stored. */
  readonly personal: readonly (keyof Facts[T] & string)[];
  /** Recorded whatever reason is still owed: nothing may hold back the protection of a child. */
  readonly protective?: true;
  /** Only an import may record it: what it tells was decided in another record. */
  readonly importOnly?: true;
  /** Fields that an import may give as `not-known`, where its source has no value. Nothing is missed for them. */
  readonly mayBeNotKnown?: readonly (keyof Facts[T] & string)[];
  /** From an older version of the data to the next, by the older version's number. */
  readonly upcast?: Readonly<Record<number, (older: never) => unknown>>;
}

export type Entries<F> = { readonly [T in keyof F & FactType]: Entry<T> };

/** Every fact there is. The compiler refuses a fact without an entry and an entry without a fact. */
export const catalogue: Entries<Facts> = {
  ...childEntries,
  ...circumstanceEntries,
  ...frontDoorEntries,
  ...transferEntries,
  ...openingEntries,
  ...assessmentEntries,
  ...protectionEntries,
  ...emergencyEntries,
  ...needEntries,
  ...correctionEntries,
};

export const factTypes = Object.keys(catalogue) as readonly FactType[];

export const correctionTypes = Object.keys(correctionEntries) as readonly CorrectionType[];

export const ordinaryTypes = factTypes.filter((type): type is OrdinaryType => !isCorrectionType(type));

export function isFactType(text: unknown): text is FactType {
  return typeof text === 'string' && Object.hasOwn(catalogue, text);
}

export function isCorrectionType(type: FactType): type is CorrectionType {
  return Object.hasOwn(correctionEntries, type);
}

/** The fields of this fact's data that are text about people. */
export function personalFields(type: FactType): readonly string[] {
  return catalogue[type].personal;
}

/** The fields of this fact's data that an import may give as not known. */
export function mayBeNotKnown(type: FactType): readonly string[] {
  return catalogue[type].mayBeNotKnown ?? [];
}
