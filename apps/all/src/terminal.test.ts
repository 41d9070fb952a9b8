import { readSettings } from './config.ts';
import type { PartStanding } from './standings.ts';
import { banner, progressBar, terminal } from './terminal.ts';

const part = (more: Partial<PartStanding>): PartStanding => ({
  name: 'workers',
  purpose: 'count',
  state: 'ready',
  restarts: 0,
  ...more,
});

function written(isTTY: boolean, times: readonly number[] = []) {
  const lines: string[] = [];
  const clock = times.values();
  const screen = terminal({ isTTY, write: (text) => lines.push(text) }, () => clock.next().value ?? 0);
  return { screen, lines };
}

it('draws how far something is, from nothing to all of it', () => {
  expect(progressBar(0, 200)).toBe('[........................] 0 % (0 of 200)');
  expect(progressBar(100, 200)).toBe('[############............] 50 % (100 of 200)');
  expect(progressBar(200, 200)).toBe('[########################] 100 % (200 of 200)');
  expect(progressBar(0, 0)).toBe('[........................] 0 % (0 of 0)');
});

describe('demonstration data on the terminal', () => {
  it('redraws one line, with the time left, where a line can be redrawn', () => {
    const { screen, lines } = written(true, [0, 0, 10_000]);
    screen.showDemonstration({ state: 'recording', done: 0, total: 100 });
    screen.showDemonstration({ state: 'recording', done: 50, total: 100 });
    screen.showDemonstration({ state: 'complete' });
    expect(lines[1]).toMatch(/^\rDemonstration data \[#+\.+\] 50 % \(50 of 100\) about 10 s left/);
    expect(lines.at(-1)).toBe('\r\u001b[KDemonstration data is recorded.\n');
  });

  it('writes a line for every tenth where it cannot', () => {
    const { screen, lines } = written(false);
    for (let done = 0; done <= 100; done += 1) screen.showDemonstration({ state: 'recording', done, total: 100 });
    expect(lines).toHaveLength(11);
    expect(lines.join('')).not.toContain('\r');
  });

  it('says nothing of data that was complete before this start', () => {
    const { screen, lines } = written(false);
    screen.showDemonstration({ state: 'complete' });
    expect(lines).toEqual([]);
  });

  it('says why it stopped, and that it goes on', () => {
    const { screen, lines } = written(false);
    screen.showDemonstration({ state: 'failed', reason: 'the disk is full' });
    expect(lines).toEqual(['Demonstration data stopped: the disk is full. It goes on at the next start.\n']);
  });
});

describe('parts on the terminal', () => {
  it('are told of when they fall and when they run again, once each', () => {
    const { screen, lines } = written(false);
    const fallen = part({ state: 'restarting', restarts: 1, reason: 'it ended with code 7' });
    screen.showParts([fallen]);
    screen.showParts([fallen]);
    screen.showParts([part({ state: 'starting', restarts: 1 })]);
    screen.showParts([part({ restarts: 1 })]);
    expect(lines).toEqual([
      'The workers stopped (it ended with code 7); starting again…\n',
      'Running again: workers.\n',
    ]);
  });

  it('are not told of while all is well', () => {
    const { screen, lines } = written(false);
    screen.showParts([part({ state: 'starting' }), part({})]);
    expect(lines).toEqual([]);
  });
});

it('says what runs where, and never a password', () => {
  const settings = readSettings({ EVENTSTORE_URL: 'esdb://admin:changeit@store:2113' });
  const shown = banner(settings, 'http://127.0.0.1:3000', 'esdb://admin:changeit@store:2113', 1.23);
  expect(shown).toContain('Waymark runs at http://127.0.0.1:3000 (ready in 1.2 s)');
  expect(shown).toContain('http://127.0.0.1:3000/about for a first request to try');
  expect(shown).toContain('esdb://…@store:2113');
  expect(shown).not.toContain('changeit');
});
