import { londonDate } from '#calendar';
import type { Fault } from '#http';
import { NoReadModel, openReadModel, readingDigest, ReadModelAway, type Snapshot } from '#readmodel';
import type { Timescales } from '#timescales';
import { lastKnown } from '../../../performance/src/answered.ts';
import { answeredWhatIf, whatIfCsv } from '../../../performance/src/what-if/answered-what-if.ts';
import { draftRulesFor, whatIfAsked, type WhatIfRead } from '../../../performance/src/what-if/asked-what-if.ts';
import type { ClockChange } from '../../../performance/src/what-if/clock-changes.ts';
import { whatIf } from '../../../performance/src/what-if/what-if.ts';
import type { WhatIfDto } from '../../../performance/src/what-if/what-if.dto.ts';
import { readSettings, type Settings } from '../config.ts';
import { CalledWrongly, CannotDo, remark, say, type Command } from './command.ts';
import { jsonFile } from './json-file.ts';
import { requireServed } from './served.ts';
import { whatIfInWords } from './whatif-in-words.ts';

const TOLD_EVERY_MS = 1_000;

/** Replays an authority's caseload under a draft of rules. */
export const whatif: Command = {
  options: {
    authority: { value: 'CODE', needed: true, meaning: 'The authority.' },
    rules: { value: 'FILE', needed: true, meaning: 'The draft: a file of local rules.' },
    from: { value: 'DAY', meaning: 'Measures of, and clocks due in, the period from this day …' },
    to: { value: 'DAY', meaning: '… to this one.' },
    on: {
      value: 'DAY',
      meaning: 'Lateness as at this day. Default: the last day of the period once it is over, and today.',
    },
    measure: { value: 'IDS', meaning: 'Only these measures, with commas between.' },
    csv: { meaning: 'Print every clock that changes, as CSV.' },
    json: { meaning: 'Print everything, as JSON.' },
  },
  more: `Reads the read model alone, while Waymark runs or not, and writes nothing. The draft takes the place of the authority's
own rules. It is a file as docs/examples/local-rules.example.json, and may also change limits that are national:
  { "authorities": [ { "authority": "855", "national": [ { "duty": "assessment", "from": "2027-01-01",
    "limit": { "workingDays": 40 }, "source": "Draft guidance" } ] } ] }`,
  run: async ({ authority = '', rules: file = '', csv, json, ...query }) => {
    const settings = readSettings();
    requireServed(authority, settings.authorities);
    const draft = draftIn(file, authority, settings.authorities);
    const read = askedIn(authority, query);
    const compared = await compare(settings, read, draft);
    if (csv !== undefined) process.stdout.write(whatIfCsv(compared));
    else say(json === undefined ? whatIfInWords(compared) : JSON.stringify(compared, undefined, 2));
    return 0;
  },
};

function draftIn(file: string, authority: string, served: readonly string[]): Timescales {
  const found = draftRulesFor(authority, jsonFile(file), served);
  if ('rules' in found) return found.rules;
  const listed = found.faults.map(({ pointer, says }) => `  - ${pointer === '' ? 'the file' : pointer}: ${says}`);
  throw new CannotDo(`The draft ${file} cannot be used:\n${listed.join('\n')}`);
}

function askedIn(authority: string, query: Readonly<Record<string, string | undefined>>): WhatIfRead {
  const faults: Fault[] = [];
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
  const read = whatIfAsked(authority, given, londonDate(Date.now()), faults);
  if (read !== undefined) return read;
  throw new CalledWrongly(faults.map(({ pointer, detail }) => `--${pointer.slice(1)}: ${detail}`).join('\n'));
}

async function compare(settings: Settings, read: WhatIfRead, draft: Timescales): Promise<WhatIfDto> {
  const model = openReadModel({ url: settings.readModelUrl });
  const rules = { before: settings.rules.of(read.asked.authority), after: draft };
  try {
    return await model.at(async (snapshot) => {
      requireCurrent(snapshot, settings);
      const changes: ClockChange[] = [];
      const found = await whatIf(snapshot, rules, read.asked, (change) => changes.push(change), progress());
      const whole = { changes, total: changes.length, next: null };
      return answeredWhatIf({ read, rules, found, ...whole, lastKnown: lastKnown(snapshot) });
    });
  } catch (error) {
    if (error instanceof NoReadModel || error instanceof ReadModelAway) throw new CannotDo(error.message);
    throw error;
  } finally {
    await model.close();
  }
}

/** The facts are kept by the worker: before its first there are none to replay. */
function requireCurrent({ projection }: Snapshot, { rules }: Settings): void {
  if (projection.position !== null && projection.reading === readingDigest(rules)) return;
  throw new CannotDo(
    'The read model is not made yet, or by other rules or code. Start Waymark, or run npx waymark rebuild.',
  );
}

/** Says at most once a second how far it is. */
function progress(): (facts: number) => void {
  let told = performance.now();
  return (facts) => {
    if (performance.now() - told < TOLD_EVERY_MS) return;
    told = performance.now();
    remark(`${String(facts)} facts replayed`);
  };
}
