import { askService, ServiceDidNotAnswer } from '../../../../seeds/ask-service.ts';
import { accountInWords, figuresAccounted } from '../../../../seeds/figures-accounted.ts';
import { printLines, publishedBesideDerived } from '../../../../seeds/published-beside-derived.ts';
import { reckonedBesideDerived } from '../../../../seeds/reckoned-figures.ts';
import { CannotDo, say, type Command } from './command.ts';
import { serviceHere } from './service-here.ts';

/** Prints the figures the demonstration is built to, as published and as the running service derives them. */
export const published: Command = {
  options: {
    url: { value: 'URL', meaning: 'Where the service answers. Default: the one that runs on the data folder.' },
    token: { value: 'TOKEN', meaning: 'A bearer token, where the service asks for one.' },
  },
  more: `A source is a document’s file and line, which seeds/README.md names, or a table of DfE’s. Ends with 1 where a figure differs
that the documents themselves do not contradict.`,
  run: async ({ url, token }) => {
    const service = serviceHere(url);
    try {
      const measure = askService(service, token);
      const lines = [...(await publishedBesideDerived({ measure })), ...(await reckonedBesideDerived(measure))];
      say(printLines(lines));
      say(`\n${accountInWords(figuresAccounted())}`);
      return lines.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
    } catch (error) {
      if (error instanceof ServiceDidNotAnswer) throw new CannotDo(error.message);
      throw error;
    }
  },
};
