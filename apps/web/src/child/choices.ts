import type { FactType } from '#events';
import { inWords, isPlainDate } from '#calendar';
import type { Fact, Journey } from './answers.ts';
import type { Choice } from './controls.ts';
import { standingData } from './timeline.ts';

/** What a journey has for a fact's fields to choose from. Nothing where nothing is known: then it is typed. */
export type Choices = (type: FactType) => Readonly<Record<string, readonly Choice[]>>;

export const noChoices: Choices = () => ({});

/** The contacts, families, workers and plans that a child's next facts may name. */
export function choicesIn(journey: Journey): Choices {
  const contacts = contactsIn(journey.facts);
  const { worker, families, otherAuthorityPlans } = journey.circumstances;
  const offered = (name: string, choices: readonly Choice[]) => (choices.length === 0 ? {} : { [name]: choices });
  return (type) => {
    switch (type) {
      case 'ContactDecided':
        return offered(
          'contactId',
          contacts.filter(({ isDecided }) => !isDecided).map(({ choice }) => choice),
        );
      case 'ReferralReceived':
        return offered(
          'contactId',
          contacts.map(({ choice }) => choice),
        );
      case 'FamilyUnlinked':
        return offered(
          'familyId',
          families.map((value) => ({ value, text: value })),
        );
      case 'WorkerUnallocated':
        return worker === undefined
          ? {}
          : {
              worker: [{ value: worker.worker, text: worker.worker }],
              team: [{ value: worker.team, text: worker.team }],
            };
      case 'OtherAuthorityPlanEnded':
        return offered(
          'authority',
          otherAuthorityPlans.map(({ authority }) => ({ value: authority, text: authority })),
        );
      default:
        return {};
    }
  };
}

/** A reference for a new contact, where the authority has none of its own: no contact of the child has it yet. */
export function freeContactId(journey: Journey | undefined): string {
  const taken = new Set(journey === undefined ? [] : contactsIn(journey.facts).map(({ choice }) => choice.value));
  let number = taken.size + 1;
  while (taken.has(`C${String(number)}`)) number += 1;
  return `C${String(number)}`;
}

interface Contact {
  readonly choice: Choice;
  readonly isDecided: boolean;
}

function contactsIn(facts: readonly Fact[]): readonly Contact[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const standing = facts.filter(({ withdrawnBy }) => withdrawnBy === undefined);
  const named = (type: FactType) =>
    standing
      .filter((fact) => fact.type === type)
      .map((fact) => (standingData(fact, byId) ?? {}) as { readonly contactId?: string; readonly on?: unknown });
  const decided = new Set(named('ContactDecided').map(({ contactId }) => contactId));
  return named('ContactReceived').flatMap(({ contactId, on }) =>
    contactId === undefined
      ? []
      : [
          {
            choice: { value: contactId, text: `${contactId}${isPlainDate(on) ? `, of ${inWords(on)}` : ''}` },
            isDecided: decided.has(contactId),
          },
        ],
  );
}
