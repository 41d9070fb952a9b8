import { pino } from 'pino';
import { nestLog } from './log.ts';

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
