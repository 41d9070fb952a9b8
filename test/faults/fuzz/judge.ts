import type { Made } from './requests.ts';

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** What is wrong with an answer, in sentences. None is right. */
export function wrongWith(made: Made, answer: Answered): readonly string[] {
  const { status, type, text } = answer;
  const wrong: string[] = [];
  if (status >= 500 && status !== 503) wrong.push(`It is answered with ${String(status)}.`);
  if ((status === 503 || status === 429) && answer.retryAfter === null)
    wrong.push('It does not say when to come back.');
  // Whoever follows a link to nowhere in a browser sees a page.
  const isPage = status === 404 && type.startsWith('text/html') && made.headers['accept'] === 'text/html';
  if (status >= 400 && !isPage) wrong.push(...wrongWithProblem(status, type, text));
  if (status < 400 && made.who !== 'known' && isGuarded(made))
    wrong.push(`Somebody who is ${made.who} is answered with ${String(status)}.`);
  return wrong;
}

function wrongWithProblem(status: number, type: string, text: string): readonly string[] {
  if (type !== 'application/problem+json; charset=utf-8')
    return [`The refusal is ${type === '' ? 'of no kind' : type}.`];
  const wrong: string[] = [];
  const document = parsed(text);
  const { status: said, code, detail, title } = document;
  if (said !== status) wrong.push(`The problem says ${String(said)}.`);
  if (typeof code !== 'string' || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code)) wrong.push(`The code is ${String(code)}.`);
  if (typeof detail !== 'string' || detail === '' || typeof title !== 'string') wrong.push('The problem says nothing.');
  const inside =
    /\bat (?:\w+ )?\(?(?:file:|\/|node:)|node_modules|\.[tj]s:\d+|\bSELECT\b.*\bFROM\b|SQLITE_|\b(?:Type|Range|Syntax|Reference)Error\b/.exec(
      text,
    );
  if (inside !== null) wrong.push(`The problem tells of the inside: ${inside[0]}.`);
  return wrong;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** A token of another authority is good where no authority is asked after. */
function isGuarded({ who, operation }: Made): boolean {
  return who !== 'of-another-authority' || operation.includes('{authority}');
}
