import { addMonths, DateOutOfRange, isPlainDate, plainDate, type PlainDate } from '#calendar';
import { englandAuthorities, type ToldAuthority } from '../../seeds/england/authorities.ts';
import type { LoadAsked } from '../../seeds/england/load.ts';

/** What a load is asked by, as it was typed. */
export interface Typed {
  readonly profile: string;
  readonly from: string;
  readonly authorities: string;
  readonly seed: string;
  readonly years?: string | undefined;
  readonly months?: string | undefined;
  readonly facts?: string | undefined;
}

/** Dates go back to 1900, and children are born, and first referred, up to twenty-three years before the load begins. */
const earliest = plainDate('1925-01-01');
/** Chance is drawn from 32 bits: a larger seed would tell the journeys of a smaller one. */
const largestSeed = 2 ** 32 - 1;
const mostLanes = 1024;

/** The load that is asked for, on a day that is today. Throws `AskedWrongly`, which says what to ask instead. */
export function loadAsked(typed: Typed, today: PlainDate): LoadAsked {
  const { profile, years, months, facts } = typed;
  if (profile !== 'england') throw new AskedWrongly(`There is no profile ${profile}: there is england.`);
  if (!isPlainDate(typed.from)) throw new AskedWrongly(`--from ${typed.from} is no day: give one such as 2024-04-01.`);
  if (years !== undefined && months !== undefined) throw new AskedWrongly('Give --years or --months, not both.');
  const seed = whole('seed', typed.seed);
  if (seed > largestSeed) throw new AskedWrongly(`--seed ${typed.seed} is too large: give 1 to ${largestSeed}.`);
  const asked: LoadAsked = {
    seed,
    authorities: authoritiesOf(typed.authorities),
    from: plainDate(typed.from),
    months: months === undefined ? 12 * whole('years', years ?? '1') : whole('months', months),
    facts: facts === undefined ? undefined : whole('facts', facts),
  };
  if (asked.from < earliest)
    throw new AskedWrongly(`--from ${asked.from} is too early: give a day from ${earliest} on.`);
  const to = endOf(asked);
  if (to > today) throw new AskedWrongly(`The load would go on until ${to}, which is still to come.`);
  return asked;
}

export function whole(name: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new AskedWrongly(`--${name} ${text} is no whole number above 0.`);
}

/** Posts in flight. */
export function lanesAsked(text: string): number {
  const lanes = whole('lanes', text);
  if (lanes > mostLanes) throw new AskedWrongly(`--lanes ${text} is too many: give 1 to ${mostLanes}.`);
  return lanes;
}

/** The address of a service, without a slash at its end. */
export function serviceAsked(url: string): string {
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url.replace(/\/$/, '');
  throw new AskedWrongly(`--url ${url} is no address of a service: give one such as http://localhost:3000.`);
}

export class AskedWrongly extends Error {}

function endOf({ from, months }: LoadAsked): PlainDate {
  try {
    return addMonths(from, months);
  } catch (error) {
    if (!(error instanceof DateOutOfRange)) throw error;
    throw new AskedWrongly(`${months} months from ${from} are still to come.`);
  }
}

/** So many of England’s, the first by their codes; or those of the codes given. */
function authoritiesOf(text: string): readonly ToldAuthority[] {
  const all = englandAuthorities.length;
  if (/^\d{1,2}$/.test(text) || text === String(all)) {
    if (Number(text) === 0)
      throw new AskedWrongly(`--authorities 0 is none: give 1 to ${all}, or codes such as 855,857.`);
    return englandAuthorities.slice(0, Number(text));
  }
  const codes = text.split(',');
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice !== undefined) throw new AskedWrongly(`--authorities names ${twice} twice: name each once.`);
  return codes.map((code) => {
    const found = englandAuthorities.find((authority) => authority.code === code);
    if (found === undefined)
      throw new AskedWrongly(`${code} is none of England's authorities of 2018, nor a number of them up to ${all}.`);
    return found;
  });
}
