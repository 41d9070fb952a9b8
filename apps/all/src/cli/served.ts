import { CalledWrongly } from './command.ts';

/** Refuses an authority that the settings here do not serve. */
export function requireServed(authority: string, served: readonly string[]): void {
  if (served.includes(authority)) return;
  throw new CalledWrongly(`Authority ${authority} is not served here. Served are ${served.join(', ')}.`);
}
