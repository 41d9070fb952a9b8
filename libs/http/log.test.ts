import { pino } from 'pino';
import { nestLog, openLog } from './log.ts';

it('logs where an error was thrown, and not what it says', () => {
  const lines: string[] = [];
  const sink = {
    write: (line: string) => {
      lines.push(line);
    },
  };
  nestLog(pino({}, sink)).error(new RangeError('child K17 cannot be read'));
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { msg: 'RangeError', stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]) as string[] },
  ]);
  expect(lines.join()).not.toContain('K17');
});

it('tells of what stopped over a child’s fact, and not of which child', () => {
  const lines: string[] = [];
  const log = openLog('worker', 'warn', { write: (line) => lines.push(line) });
  log.warn({ error: 'ReferralReceived at revision 3 of journey-855.K17 cannot be read: it is newer.' }, 'stopped');
  log.warn({ error: 'Error: alert-855.K17.0f105aed-05d9/decision.overdue.2026-10-03 has moved.' }, 'alerts wait');
  expect(lines.map((line) => (JSON.parse(line) as { readonly error: string }).error)).toEqual([
    'ReferralReceived at revision 3 of journey-855.… cannot be read: it is newer.',
    'Error: alert-855.… has moved.',
  ]);
});
