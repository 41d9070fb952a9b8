/** Everything a read gives, in order. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of source) found.push(item);
  return found;
}

/** The first so many of an endless source, which is then left. */
export async function take<T>(source: AsyncIterable<T>, count: number): Promise<T[]> {
  const found: T[] = [];
  for await (const item of source) {
    found.push(item);
    if (found.length === count) break;
  }
  return found;
}

/** The error a promise is rejected with. It is a failure of the test if there is none. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`Rejected with something that is not an error: ${String(error)}`);
  }
  throw new Error('It was expected to be refused, and was not.');
}

/** The same, where it must be of one class. */
export async function rejectionAs<E extends Error>(
  promise: Promise<unknown>,
  // The client's error classes take arguments of their own, which do not matter here.
  type: abstract new (...args: never[]) => E,
): Promise<E> {
  const error = await rejection(promise);
  if (error instanceof type) return error;
  throw new Error(`Rejected with ${error.name} (${error.message}) instead of ${type.name}.`);
}
