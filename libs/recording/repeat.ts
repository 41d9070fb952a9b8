import { answeredFact, answerOf, noEffects } from './answer.ts';
import { recordingOf } from './judging.ts';
import { pastOf, type Past } from './past.ts';
import type { RecorderParts } from './recorder.ts';
import type { Answer, RecordRequest, Refusal } from './request.ts';

/**
 * The answer to a request whose facts are there already: the same as the first time, worked out again at the revision
 * it was recorded at. Refused where its key was used for other facts. Undefined where the key is new.
 */
export async function earlierAnswer(
  parts: RecorderParts,
  request: RecordRequest,
  past: Past,
  ids: readonly string[],
  bearsMark: (mark: string | undefined) => Promise<boolean>,
): Promise<
  | { readonly status: 'repeated'; readonly answer: Answer }
  | { readonly status: 'refused'; readonly refusal: Refusal }
  | undefined
> {
  const first = past.facts.findIndex(({ id }) => id === ids[0]);
  if (first < 0) return undefined;
  const brought = past.stamps[first]?.request;
  if (brought?.index !== 0 || brought.count !== ids.length || !(await bearsMark(brought.mark))) {
    return { status: 'refused', refusal: { because: 'key-reused' } };
  }
  return { status: 'repeated', answer: answerAgain(parts, request, past, ids, first) };
}

function answerAgain(
  { laws }: RecorderParts,
  request: RecordRequest,
  past: Past,
  ids: readonly string[],
  first: number,
): Answer {
  const law = laws(request.authority);
  const end = first + ids.length;
  const then = pastOf(past.facts.slice(0, end), past.stamps.slice(0, end));
  const before = then.facts.slice(0, first);
  const recordedAt = then.facts[first]?.recordedAt ?? 0;
  const proposed = request.facts.map((fact, index) => ({ ...fact, id: ids[index] ?? '' }));
  const decision = law.decide(before, proposed, recordingOf(request, recordedAt));
  // A law made stricter since may refuse what it then accepted. The facts stand all the same.
  const effects = decision.ok ? decision : noEffects;
  const place = { revision: then.revision, position: then.stamps.at(-1)?.position ?? null };
  const owed = then.stamps.slice(first).map(({ countersignatureOwed }) => countersignatureOwed);
  return answerOf(request, place, then.facts.slice(first).map(answeredFact), law.read(then.facts), effects, owed);
}
