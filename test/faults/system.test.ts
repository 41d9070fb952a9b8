import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chanceOf, isLong, replay, seeds } from './chance.ts';
import { drawn, everyKind, moreDone } from './system/befalling.ts';
import { caseworkersOf } from './system/caseworkers.ts';
import { startAll } from './system/running.ts';
import { untruthsOfAll } from './system/truth-of-all.ts';

const suite = 'system';
const children = 8;
/** A long run goes on until so many processes were killed; a short one draws so often. */
const mostKills = Number(process.env['FAULTS_KILLS'] ?? 100);
const shortDraws = 3;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-system-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('all of Waymark as processes, two services and two that raise alerts, under caseworkers', () => {
  it.each(seeds(isLong ? [] : [20_261_213], { long: 1 }))(
    'loses no fact it acknowledged, doubles none, enters every look, raises every alert once, and counts what a rebuild counts: seed %i',
    async (seed) => {
      const chance = chanceOf(seed);
      const befell: string[] = [];
      const faults: string[] = [];
      const system = await startAll(folder);
      const urls = (): string[] => system.services.map(({ url }) => url());
      const work = caseworkersOf({ urls, children, chanceOfChild: (child) => chanceOf(seed + child + 1) });
      let kills = 0;
      try {
        work.work();
        for (let draws = 0; isLong ? kills < mostKills : draws < shortDraws; draws += 1) {
          if (!(await moreDone(() => work.acknowledged.length, chance.between(3, 20))))
            faults.push(`Nobody got further after: ${befell.at(-1) ?? 'the start'}`);
          faults.push(...work.faults);
          if (faults.length > 0) break;
          const next = isLong && draws < everyKind.length ? everyKind[draws]?.(system, chance) : undefined;
          const { what, kills: killed, befall } = next ?? drawn(system, chance);
          befell.push(what);
          kills += killed;
          await befall();
        }
        if (faults.length === 0) {
          await work.rest();
          faults.push(...(await untruthsOfAll(system, work, folder)));
        }
      } catch (error) {
        faults.push(String(error));
      } finally {
        await system.stop();
      }
      const parts = [...system.services, system.worker, ...system.alerts];
      const said = parts.map((part) => `${part.name} said: ${part.said()}`);
      if (faults.length > 0) throw new Error([replay(seed, suite), ...faults, ...befell, ...said].join('\n'));
      const { refused, unanswered } = work.askedAgain();
      const told = `${String(work.acknowledged.length)} posts, ${String(work.looks.length)} looks, ${String(kills)} kills, ${String(refused)} refused, ${String(unanswered)} unanswered`;
      if (isLong) process.stderr.write(`Seed ${String(seed)}: ${told}.\n`);
      expect(work.acknowledged.length).toBeGreaterThan(children);
    },
    1_800_000,
  );
});
