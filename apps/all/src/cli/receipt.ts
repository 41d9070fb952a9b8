import { CalledWrongly, CannotDo, say, type Command, type Given } from './command.ts';
import { jsonFile } from './json-file.ts';
import { differenceInWords, receiptInWords } from './receipt-in-words.ts';
import { serviceHere } from './service-here.ts';

/** Publishes a figure, issues it again, or explains what moved it: as the service answers, or a kept file alone. */
export const receipt: Command = {
  options: {
    id: { value: 'ID', meaning: 'Issue this receipt again.' },
    difference: { value: 'ID|now', meaning: 'With --id: explain that receipt, or the figure now, from it.' },
    authority: { value: 'CODE', meaning: 'Publish a figure of this authority …' },
    measure: { value: 'ID', meaning: '… this measure …' },
    from: { value: 'DAY', meaning: '… of the period from this day' },
    to: { value: 'DAY', meaning: 'to this one,' },
    at: { value: 'DAY', meaning: 'or of what is open at the end of this day.' },
    'known-at': { value: 'INSTANT', meaning: 'As known then: 2026-01-05T10:30:00Z.' },
    parameters: { value: 'N=V,…', meaning: 'The measure’s own parameters: months=12.' },
    group: { value: 'NAME', meaning: 'Told apart by this.' },
    note: { value: 'TEXT', meaning: 'Why it is published. No people in it: it is kept for ever.' },
    key: { value: 'KEY', meaning: 'Publish once, however often this is run with the same key.' },
    file: { value: 'FILE', meaning: 'Print the figure kept in a file, as --json printed it: no service is asked.' },
    json: { meaning: 'Print what the service answers, as JSON.' },
    csv: { meaning: 'With --difference: as CSV.' },
    url: { value: 'URL', meaning: 'Where the service answers. Default: the one that runs on the data folder.' },
    token: { value: 'TOKEN', meaning: 'A bearer token, where the service asks for one.' },
  },
  more: `npx waymark receipt --authority 855 --measure re-referrals --from 2018-04-01 --to 2018-06-30 --note "Board, July"
npx waymark receipt --id 6a0f3c52-6f1b-5c1e-9a38-0d6a52d3f7b1 --difference now
Ends with 1 where a receipt cannot be counted again, or read as today makes another figure.`,
  run: async (given) => {
    const { file, id, difference, authority, measure, json, csv } = given;
    if (file !== undefined) return print(json, kept(file), receiptInWords);
    if (id !== undefined && difference !== undefined) return explain(given, id, difference);
    if (csv !== undefined) throw new CalledWrongly('CSV is of a difference: give --id and --difference as well.');
    if (id !== undefined) return print(json, await asked(given, `/receipts/${encodeURIComponent(id)}`), receiptInWords);
    if (authority === undefined || measure === undefined) {
      throw new CalledWrongly('Give --id, or --authority and --measure, or --file. See npx waymark receipt --help.');
    }
    return print(json, await published(given), receiptInWords);
  },
};

async function explain(given: Given, id: string, difference: string): Promise<number> {
  const address = `/receipts/${encodeURIComponent(id)}/difference/${encodeURIComponent(difference)}`;
  if (given['csv'] === undefined) return print(given['json'], await asked(given, address), differenceInWords);
  process.stdout.write(await answered(given, address, { headers: { accept: 'text/csv' } }));
  return 0;
}

type Answer = Readonly<Record<string, unknown>>;

function print(json: string | undefined, answer: Answer, inWords: (answer: Answer) => string): number {
  say(json === undefined ? inWords(answer) : JSON.stringify(answer, undefined, 2));
  return answer['verdict'] === 'not-recountable' || answer['verdict'] === 'moved-by-reading' ? 1 : 0;
}

async function published(given: Given): Promise<Answer> {
  const { authority, measure, from, to, at, group, note, key } = given;
  const body = {
    ...defined({ authority, measure, from, to, at, group, note, knownAt: given['known-at'] }),
    parameters: parametersIn(given['parameters']),
  };
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
  return asked(given, '/receipts', { method: 'POST', headers, body: JSON.stringify(body) });
}

function parametersIn(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined) return {};
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      if (name === '' || value.length === 0) throw new CalledWrongly(`--parameters: ${pair} is not a name=value.`);
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

function defined(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function asked(given: Given, address: string, options: RequestInit = {}): Promise<Answer> {
  return JSON.parse(await answered(given, address, options)) as Answer;
}

async function answered({ url, token }: Given, address: string, { headers, ...options }: RequestInit): Promise<string> {
  const service = serviceHere(url);
  const withToken = {
    ...(headers as Record<string, string>),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(new URL(address, service), {
    ...options,
    headers: withToken,
    signal: AbortSignal.timeout(120_000),
  }).catch(() => {
    throw new CannotDo(`Nothing answers at ${service}: start Waymark with "npm start" and try again.`);
  });
  const text = await response.text();
  if (response.ok) return text;
  throw new CannotDo(problemInWords(response.status, text));
}

function problemInWords(status: number, text: string): string {
  try {
    const { detail, errors = [] } = JSON.parse(text) as {
      readonly detail?: string;
      readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
    };
    return [
      detail ?? `The service answered ${String(status)}.`,
      ...errors.map((each) => `  ${each.pointer}: ${each.detail}`),
    ].join('\n');
  } catch {
    return `The service answered ${String(status)}, and not as Waymark does. Check --url.`;
  }
}

function kept(file: string): Answer {
  const answer = jsonFile(file);
  if (typeof answer === 'object' && answer !== null && 'definition' in answer && 'numerator' in answer) {
    const { verdict, sentence, readingChanged, asKnownThen, asKnownNow, ...figure } = answer as Answer;
    return figure;
  }
  throw new CannotDo(`${file} holds no receipt. Keep one with npx waymark receipt --id ID --json.`);
}
