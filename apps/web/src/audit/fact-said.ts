import type { FactType } from '#events';
import { dataInWords } from '../child/fact-words.ts';

/** One line of what is said. */
export interface Said {
  readonly name: string;
  readonly value: string;
}

/** What a fact's data says, line by line, in the words it was recorded in; its day is told beside it. */
export function factSaid(type: FactType, data: object | undefined): readonly Said[] {
  return data === undefined ? [] : dataInWords(type, data).map(({ label, says }) => ({ name: label, value: says }));
}
