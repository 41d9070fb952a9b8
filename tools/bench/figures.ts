import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, plainDate } from '#calendar';
import { measureOf, questionOf, startKnowledge, stillKnown, type Question, type Row } from '#measures';
import { fillRows, openReadModel, type PlacedVersion } from '#readmodel';
import { decodeFact } from '#store';
import { nationalRules } from '#timescales';
import type { Figure } from './figure.ts';
import { storedJourneys } from './journeys.ts';

const years = 5;
const referralsEachYear = 650_000;
const authorities = 152;
const dayZero = Date.UTC(2018, 0, 1);
const dayMs = 86_400_000;

/**
 * Figures over England's referrals of five years: 650,000 a year, of 152 authorities, one in ten corrected a month later so
 * that what was known when matters. The rows are made of a real one, written where a rebuild writes.
 */
export async function benchFigures(scale: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-'));
  const url = join(folder, 'rows.db');
  try {
    const referrals = Math.round(referralsEachYear * years * scale);
    await fillRows(url, referralVersions(referrals));
    const one = await asked(url, ['101'], 400);
    const england = await asked(url, codes, 12);
    const made = `${referrals.toLocaleString('en-GB')} referrals`;
    return [
      { name: `${made}: an authority’s quarter at any known-at, p99`, value: one, unit: 'ms', goal: 10 },
      { name: `${made}: England’s quarter at any known-at, p99`, value: england, unit: 'ms', goal: 250 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const codes = Array.from({ length: authorities }, (_, index) => String(101 + index));

function* referralVersions(count: number): Generator<PlacedVersion> {
  const like = referralLike();
  const versions = Math.ceil(count / authorities);
  for (const authority of codes) {
    for (let index = 0; index < versions; index += 1) {
      const days = Math.floor((index / versions) * years * 365.25);
      const child = `C${String(index).padStart(7, '0')}`;
      const receivedOn = addDays(plainDate('2018-01-01'), days);
      const row = { ...like, key: `${authority}-${child}`, receivedOn, monthsSincePrevious: index % 40 } as Row;
      const knownFrom = dayZero + days * dayMs;
      const corrected = index % 10 === 0 ? knownFrom + 30 * dayMs : stillKnown;
      yield { authority, child, version: { row, knownFrom, knownTo: corrected } };
      if (corrected !== stillKnown) {
        yield {
          authority,
          child,
          version: { row: { ...row, source: '2B' } as Row, knownFrom: corrected, knownTo: stillKnown },
        };
      }
    }
  }
}

/** A referral as the folds make it, every column with what it holds. */
function referralLike(): Row {
  const knowledge = startKnowledge(nationalRules.of('855'));
  for (const event of storedJourneys(1)) knowledge.learn(decodeFact(event).fact);
  const found = knowledge.versions().find(({ row }) => row.kind === 'referral')?.row;
  if (found === undefined) throw new Error('A journey without a referral.');
  return found;
}

/** The time of one figure over these authorities together, in changing quarters known at changing instants. */
async function asked(url: string, of: readonly string[], rounds: number): Promise<number> {
  const model = openReadModel({ url });
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const question = questionIn(round);
    const knownAt = dayZero + ((round * 97) % (years * 365)) * dayMs;
    const began = performance.now();
    await model.at(async (snapshot) => {
      for (const authority of of) await snapshot.figure({ question, authority, knownAt });
    });
    if (round >= 2) took.push(performance.now() - began);
  }
  await model.close();
  return took.sort((a, b) => a - b)[Math.min(took.length - 1, Math.floor(took.length * 0.99))] ?? 0;
}

function questionIn(round: number): Question {
  const from = addDays(plainDate('2018-01-01'), (round * 61) % (years * 365 - 91));
  const measure = measureOf(round % 2 === 0 ? 're-referrals' : 'referrals');
  const made = measure && questionOf(measure, { from, to: addDays(from, 90) });
  if (made === undefined || 'faults' in made) throw new Error('The quarter is not asked as it must be.');
  return made.question;
}
