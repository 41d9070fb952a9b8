import { gateFrom, type Given } from '#http';
import { AuditSettings } from '../../audit/src/config.ts';
import { DeadlinesSettings } from '../../deadlines/src/config.ts';
import { PerformanceSettings } from '../../performance/src/config.ts';
import { WebSettings } from '../../web/src/config.ts';
import { readSettings } from './config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A line for each name of the environment that is no setting and was probably meant for one: every `WAYMARK_…`, which is
 * nobody else's, and any other within one slip of the pen (a letter missing, too many or other, or two swapped) of a setting
 * that is not set itself. Nothing is refused: it may be another program's. Values are not told, for they may be secret.
 */
export function misspeltSettings(environment: Environment): readonly string[] {
  const known = knownSettings();
  const strangers = Object.keys(environment).filter((name) => !known.has(name));
  return strangers.sort().flatMap((name) => {
    const nearest = [...known].find((each) => isOneSlipAway(name, each));
    if (name.startsWith('WAYMARK_')) {
      const meant = nearest ?? nearestOf(name, [...known]);
      return [`${name} is no setting of Waymark’s, and is passed over. ${meant} is: was that meant?`];
    }
    if (nearest === undefined || environment[nearest] !== undefined) return [];
    return [`${name} is no setting of Waymark’s, and is passed over. ${nearest} is: was that meant?`];
  });
}

/** Every setting, by the code that reads it: the fields of the services' settings, and what `npm start` and the gate ask for. */
export function knownSettings(): ReadonlySet<string> {
  const fields = [AuditSettings, DeadlinesSettings, PerformanceSettings, WebSettings].flatMap((each) =>
    Object.keys(new each()).filter((name) => /^[A-Z_]+$/.test(name)),
  );
  const asked = new Set(fields);
  // What a provider is read with is asked for where there is one.
  const asking: Given = (name) => {
    asked.add(name);
    return name === 'OIDC_ISSUER' ? 'https://localhost' : undefined;
  };
  gateFrom(asking);
  readSettings(new Proxy<Environment>({}, { get: (_, name) => (asked.add(String(name)), undefined) }));
  return asked;
}

/** The known name most of whose beginning is the same. */
function nearestOf(name: string, known: readonly string[]): string {
  return known.reduce((best, each) => (sharedStart(name, each) > sharedStart(name, best) ? each : best));
}

/** Whether one letter more, less or other, or two neighbours swapped, makes one of the other. */
export function isOneSlipAway(one: string, other: string): boolean {
  if (one === other) return false;
  const same = sharedStart(one, other);
  const [left, right] = [one.slice(same), other.slice(same)];
  const isSwapped =
    left.length > 1 &&
    left.charAt(0) === right.charAt(1) &&
    left.charAt(1) === right.charAt(0) &&
    left.slice(2) === right.slice(2);
  return isSwapped || left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1);
}

/** How many letters both begin with. */
function sharedStart(one: string, other: string): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
}
