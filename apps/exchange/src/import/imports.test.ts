import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { plainDate } from '#calendar';
import type { Recorder } from '#recording';
import { censusFile, censusStories, eventually } from '#testing';
import { Imports } from './imports.ts';

it('logs the error an import stopped for, which its asker is not told', async () => {
  const logged: unknown[] = [];
  const note = (message: unknown) => logged.push(message);
  Logger.overrideLogger({ log: note, warn: note, error: note });
  const error = new RangeError('out of range');
  const asked = () => {
    throw error;
  };
  const imports = new Imports(new Proxy({}, { get: () => asked }) as Recorder);
  const stories = [...censusStories(7, 3, plainDate('2020-06-01'), plainDate('2026-03-31'))];
  const file = Readable.from([Buffer.from(censusFile('857', 2024, stories))]);
  const begun = await imports.begin('857', 'cin 2024.xml', file, 'u1');
  await eventually(
    () => Promise.resolve(begun.state),
    (state) => state === 'failed',
  );
  await imports.onModuleDestroy();
  expect(begun.failed?.code).toBe('stopped');
  expect(logged).toEqual([error]);
});
