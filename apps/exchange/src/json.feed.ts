import type { Manifest } from '#exchange';
import type { Sink } from './sink.ts';

/** A JSON document that says where it was taken, and then lists what it tells, one line for each. */
export async function writeJsonList(
  file: Sink,
  manifest: Manifest,
  name: string,
  items: AsyncIterable<object>,
): Promise<number> {
  let count = 0;
  await file.write(`{"manifest":${JSON.stringify(manifest)},"${name}":[`);
  for await (const item of items) {
    await file.write(`${count === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`);
    count += 1;
  }
  await file.write(count === 0 ? ']}\n' : '\n]}\n');
  return count;
}
