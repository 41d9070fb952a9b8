import { holdersOf } from '#access';
import type { Proposed } from '#events';
import { effectiveHistory } from '#history';
import type { Decision, Recording } from '#journey';
import { movedMeasures, rowsOf } from '#measures';
import { importFaults } from './import-only.ts';
import { movedReceipts, receiptsOf } from './moved-receipts.ts';
import type { Past } from './past.ts';
import type { RecorderParts } from './recorder.ts';
import { permittedBy, type Permitted } from './permitted.ts';
import { typeOf } from './personal.ts';
import type { ChildOf, DataFault, Preview, RecordRequest, Refusal } from './request.ts';

/** Whether the facts may join the past: the revision the caller saw, the shape of corrections, then the law. */
export function judge(
  parts: RecorderParts,
  request: RecordRequest,
  past: Past,
  ids: readonly string[],
  recordedAt: number,
): (Extract<Decision, { ok: true }> & Permitted) | { readonly refusal: Refusal } {
  const { authority, facts, by, ifMatch, imports } = request;
  if (ifMatch !== undefined && ifMatch !== past.revision) {
    return { refusal: moved(parts, request, past) };
  }
  const faults = [
    ...(imports === true || mayImport(by.role) ? [] : importFaults(facts, past, ids)),
    ...correctionFaults(parts, facts, past, ids),
  ];
  if (faults.length > 0) return { refusal: { because: 'shape', faults } };
  const permitted = permittedBy(parts, request, past, ids, recordedAt);
  if ('refusal' in permitted) return permitted;
  const proposed = facts.map((fact, index) => ({ ...fact, id: ids[index] ?? '' }));
  const decision = parts.laws(authority).decide(past.facts, proposed, recordingOf(request, recordedAt));
  return decision.ok ? { ...decision, ...permitted } : { refusal: decision };
}

/** Whoever acts in the role that takes over other records may say what only an import may. */
function mayImport(role: string): boolean {
  return holdersOf('CaseBroughtForward').some((holder) => holder === role);
}

/** How the law is to take a request's facts. Facts moved from another child gave their reasons there, or never will. */
export function recordingOf({ by, origins }: RecordRequest, recordedAt: number): Recording {
  return { recordedAt, recordedBy: by.user, asksReasons: origins === undefined };
}

/** What the facts would move, were they recorded. */
export async function previewOf(
  { rules, store }: RecorderParts,
  { authority, child }: ChildOf,
  { facts }: Past,
  { journey, turned }: Extract<Decision, { ok: true }>,
): Promise<Preview> {
  const timescales = rules.of(authority);
  const before = effectiveHistory(facts);
  const measures = movedMeasures(timescales, before, journey.history);
  if (measures.length === 0) return { turned, measures, receipts: [] };
  const rows = { before: [...rowsOf(timescales, before)], after: [...rowsOf(timescales, journey.history)] };
  const moved = (await receiptsOf(store, authority)).filter(({ measure }) => measures.some((id) => id === measure));
  return { turned, measures, receipts: movedReceipts(moved, child, rows) };
}

/** A correction's data has the shape of the fact it corrects; one that names no fact is left to the law to refuse. */
function correctionFaults(
  { shape }: RecorderParts,
  facts: readonly Proposed[],
  past: Past,
  ids: readonly string[],
): readonly DataFault[] {
  if (shape === undefined) return [];
  return facts.flatMap((fact, index) => {
    if (fact.type !== 'FactCorrected') return [];
    const corrected = typeOf(fact.data.fact, ids, facts, past.facts);
    if (corrected === undefined || corrected === 'FactCorrected' || corrected === 'FactWithdrawn') return [];
    return shape(corrected, fact.data.data).map((fault) => ({
      ...fault,
      pointer: `/facts/${String(index)}/data/data${fault.pointer}`,
    }));
  });
}

/** Refuses because the journey is not where the request takes it to be; says where it is. */
export function moved({ laws }: RecorderParts, { authority }: ChildOf, { revision, facts }: Past): Refusal {
  return { because: 'revision-moved', revision, standing: laws(authority).read(facts).standing };
}
