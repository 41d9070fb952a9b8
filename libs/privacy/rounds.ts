/**
 * Answers what is asked in rounds: all that came in while one round was under way is answered together by the next. What
 * a round costs, such as a wait for the disk, is then paid once for many. Where a round fails, so does each of its askers.
 */
export function inRounds<A, R>(answerAll: (asked: readonly A[]) => Promise<readonly R[]>): (one: A) => Promise<R> {
  let waiting: { readonly one: A; readonly resolve: (answer: R) => void; readonly reject: (why: unknown) => void }[] =
    [];
  let isUnderWay = false;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      try {
        const answers = await answerAll(asked.map(({ one }) => one));
        asked.forEach(({ resolve }, index) => resolve(answers[index] as R));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    isUnderWay = false;
  };
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      if (isUnderWay) return;
      isUnderWay = true;
      // Whoever asks in the same turn of the event loop is answered by the same round.
      setImmediate(() => void run());
    });
}
