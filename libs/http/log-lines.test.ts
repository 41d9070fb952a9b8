import { pino } from 'pino';
import { logLines, type WriteBytes } from './log-lines.ts';

/** A disk with room for so many bytes, and what was written to it. */
function diskOf(room: number) {
  let written = Buffer.alloc(0);
  const disk = { room };
  const write: WriteBytes = (_, bytes) => {
    if (disk.room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const fits = bytes.subarray(0, Math.min(bytes.length, disk.room));
    disk.room -= fits.length;
    written = Buffer.concat([written, fits]);
    return fits.length;
  };
  return { disk, write, lines: (): readonly string[] => written.toString().split('\n').slice(0, -1) };
}

describe('the lines of a log', () => {
  it('are written as they come', () => {
    const { write, lines } = diskOf(10_000);
    const log = pino({ base: null, timestamp: false }, logLines(2, write));
    log.info('one');
    log.warn({ status: 503 }, 'two');
    expect(lines()).toEqual(['{"level":30,"msg":"one"}', '{"level":40,"status":503,"msg":"two"}']);
  });

  it('are left out where the disk is full, which stops nobody, and counted once there is room again', () => {
    const { disk, write, lines } = diskOf(40);
    const log = pino({ base: null, timestamp: false }, logLines(2, write));
    for (const each of ['one', 'cut off', 'lost', 'lost too']) log.error(each);
    disk.room = 10_000;
    log.error('again');
    log.error('and on');
    expect(lines()).toEqual([
      '{"level":50,"msg":"one"}',
      '{"level":50,"ms',
      '{"level":40,"leftOut":3,"msg":"lines of this log could not be written"}',
      '{"level":50,"msg":"again"}',
      '{"level":50,"msg":"and on"}',
    ]);
  });

  it('are left out where whoever reads them takes nothing for now', () => {
    const taken: string[] = [];
    let reads = false;
    const lines = logLines(2, (_, bytes) => {
      if (!reads) throw Object.assign(new Error('resource temporarily unavailable'), { code: 'EAGAIN' });
      taken.push(Buffer.from(bytes).toString());
      return bytes.length;
    });
    lines.write('lost\n');
    reads = true;
    lines.write('kept\n');
    expect(taken).toEqual(['{"level":40,"leftOut":1,"msg":"lines of this log could not be written"}\n', 'kept\n']);
  });
});
