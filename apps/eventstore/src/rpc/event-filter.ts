import { MalformedMessage } from '../wire/reader.ts';
import type { FilterRequest } from '../wire/read-request.ts';

/** Whether an event passes, by its type or its stream's name. */
export type EventFilter = (type: string, streamName: () => string) => boolean;

export function eventFilter(request: FilterRequest): EventFilter {
  const passes = request.regex === undefined ? startsWithAny(request.prefixes) : matches(request.regex);
  return request.on === 'type' ? (type) => passes(type) : (_type, streamName) => passes(streamName());
}

function startsWithAny(prefixes: readonly string[]): (text: string) => boolean {
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

/** A real server's regular expressions are .NET's; those that both know are the ones worth using. */
function matches(expression: string): (text: string) => boolean {
  try {
    const pattern = new RegExp(expression, 'u');
    return (text) => pattern.test(text);
  } catch {
    throw new MalformedMessage(`'${expression}' is not a regular expression`);
  }
}
