import { catalogue, type FactType } from '#events';
import { dataInWords, titleOf } from '../child/fact-words.ts';

/** One line of what is said. */
export interface Said {
  readonly name: string;
  readonly value: string;
}

/** What a fact is called: "Referral received". */
export function factTitle(type: FactType): string {
  return titleOf(type);
}

/** What a fact means, in a practitioner's line. */
export function factMeaning(type: FactType): string {
  return catalogue[type].meaning;
}

/** What a fact's data says, line by line, in the words it was recorded in; its day is told beside it. */
export function factSaid(type: FactType, data: object | undefined): readonly Said[] {
  return data === undefined ? [] : dataInWords(type, data).map(({ label, says }) => ({ name: label, value: says }));
}
