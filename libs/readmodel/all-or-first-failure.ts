/** Waits for all, also where one fails: nothing of a build may still run when its folder is taken away. */
export async function allOrFirstFailure<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  const done = await Promise.allSettled(work);
  const failed = done.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
