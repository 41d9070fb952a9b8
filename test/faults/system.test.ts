import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inEachDatabase } from '#testing';
import { chanceOf, isLong, replay, seeds, type Chance } from './chance.ts';
import { drawn, everyKind, killed, moreDone, upgraded, type Befalling } from './system/befalling.ts';
import { caseworkersOf } from './system/caseworkers.ts';
import { beNewer, beOlder } from './system/newer.ts';
import { startAll, type Running } from './system/running.ts';
import { untruthsOfAll } from './system/truth-of-all.ts';

const suite = 'system';
const caseworkers = 8;
/**
 * A long run goes on until so many processes were killed, and is upgraded in the middle: a thousand in all, of two seeds
 * over each of two databases.
 */
const mostKills = Number(process.env['FAULTS_KILLS'] ?? 250);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-system-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

inEachDatabase('all of Waymark as processes, two of each, under caseworkers', (rows) => {
  it.each(seeds([20_261_129], { long: 1 }))(
    'loses no fact it acknowledged, doubles none, enters every look, raises every alert once, and counts what a rebuild counts: seed %i',
    async (seed) => {
      const began = performance.now();
      const chance = chanceOf(seed);
      const befell: string[] = [];
      const faults: string[] = [];
      const system = await startAll(folder, rows.fresh());
      const urls = (): string[] => system.services.map(({ url }) => url());
      const chanceOfCaseworker = (who: number) => chanceOf(seed + who + 1);
      const work = caseworkersOf({ urls, caseworkers, chanceOfCaseworker, isUpgrading: system.isUpgrading });
      let kills = 0;
      let rounds = 0;
      const next = isLong ? longRun(system, chance, () => kills) : shortRun(system, chance, rows.kind);
      try {
        work.work();
        for (const { what, kills: killed, befall } of next) {
          if (!(await moreDone(() => work.acknowledged.length, chance.between(3, 20))))
            faults.push(`Nobody got further after: ${befell.at(-1) ?? 'the start'}`);
          faults.push(...work.faults);
          if (faults.length > 0) break;
          befell.push(`after ${seconds(began)} s: ${what}`);
          if (isLong) process.stderr.write(`${befell.at(-1) ?? ''}\n`);
          await befall();
          kills += killed;
          rounds += 1;
        }
        if (faults.length === 0) {
          await work.rest();
          if (system.isUpgraded()) beNewer();
          faults.push(...(await untruthsOfAll(system, work, rows.fresh())));
        }
      } catch (error) {
        faults.push(String(error));
      } finally {
        await work.leave();
        await system.stop();
        beOlder();
      }
      const parts = [...system.services, ...system.workers, ...system.alerts];
      const said = parts.map((part) => `${part.name} said: ${part.said()}`);
      const { refused, unanswered } = work.askedAgain();
      const told =
        `${String(work.acknowledged.length)} posts, ${String(work.looks.length)} looks, ${String(kills)} kills in ` +
        `${String(rounds)} rounds, ${String(refused)} refused, ${String(unanswered)} unanswered, ${seconds(began)} s`;
      if (isLong) process.stderr.write(`${rows.kind}, seed ${String(seed)}: ${told}.\n`);
      if (faults.length > 0) throw new Error([replay(seed, suite), told, ...faults, ...befell, ...said].join('\n'));
      expect(work.acknowledged.length).toBeGreaterThan(caseworkers);
    },
    7_200_000,
  );
});

/** Each kind once, and then whatever is drawn, until so many were killed; half-way a newer release. */
function* longRun(system: Running, chance: Chance, kills: () => number): Generator<Befalling> {
  for (const kind of everyKind) yield kind(system, chance);
  while (kills() < mostKills / 2) yield drawn(system, chance);
  yield upgraded(system);
  while (kills() < mostKills) yield drawn(system, chance);
}

/** One dies, and then all become newer; on PostgreSQL the one that writes rows there dies. */
function* shortRun(system: Running, chance: Chance, kind: 'SQLite' | 'PostgreSQL'): Generator<Befalling> {
  if (kind === 'PostgreSQL') yield killed(chance.oneOf(system.workers), chance);
  else {
    yield killed(chance.oneOf(system.services), chance);
    yield upgraded(system);
  }
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1_000).toFixed(0);
}
