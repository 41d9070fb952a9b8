import { parentPort, workerData } from 'node:worker_threads';
import { CannotDo } from './command.ts';
import { verifiedInFile } from './verified-in-file.ts';
import type { PartAsked, PartSays } from './verified-in-parts.ts';

/** A thread: verifies the streams of one part of an events file, and says what it found. */
const { file, scope, asked, part } = workerData as PartAsked;
const say = (said: PartSays): void => parentPort?.postMessage(said);
try {
  const tell = () => (facts: number) => say({ facts });
  say({ found: verifiedInFile(file, scope, asked, tell, part) });
} catch (error) {
  if (!(error instanceof CannotDo)) throw error;
  say({ cannot: error.message });
}
