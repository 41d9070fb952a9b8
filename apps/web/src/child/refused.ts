import type { FactType } from '#events';
import { inWords, isPlainDate } from '#calendar';
import { titleOf } from './fact-words.ts';
import { faultInWords, owedInWords, type OwedReason, type Pointed, type ServiceFault } from './faults.ts';
import { plain, refusalInWords } from './refusal-words.ts';
import type { FormFault } from './typed.ts';

/** As much of a problem as the services answer posts with. */
export interface ProblemRead {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [more: string]: unknown;
}

/** What a refusal came to on the page: what to mark, what to ask for, and what to tell. */
export interface Refused {
  readonly faults: readonly FormFault[];
  readonly owed: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly told: readonly RefusalTold[];
  /** Somebody recorded something since the page was opened. */
  readonly isMoved: boolean;
}

/** A refusal as the page tells it, with all that helps to put it right. */
export interface RefusalTold {
  readonly child: string | undefined;
  /** The control it is about, where it is about one. */
  readonly at: string;
  readonly sentence: string;
  readonly whatNext: string;
  readonly standing: string | undefined;
  /** What would keep a case from being closed. */
  readonly open: readonly string[];
  /** Records that could not have happened if this were so. */
  readonly later: readonly LaterTold[];
  /** What would have to be recorded first. */
  readonly needs: readonly FactType[];
  /** Something failed that may pass by itself: the same may be sent again, and nothing is recorded twice. */
  readonly mayPass: boolean;
}

export interface LaterTold {
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

/** Reads a problem of the services; `pointed` finds the control that a JSON pointer is about. */
export function refusedBy(problem: ProblemRead, pointed: (pointer: string) => Pointed | undefined): Refused {
  const ofChildren = problem['children'] as readonly OfChild[] | undefined;
  if (Array.isArray(ofChildren)) {
    const each = (ofChildren as readonly OfChild[]).flatMap(({ child, problem: own }) =>
      own === undefined ? [] : [refusedOne(own, pointed, child)],
    );
    return { ...together(each), told: [...general(problem), ...together(each).told] };
  }
  return refusedOne(problem, pointed, undefined);
}

interface OfChild {
  readonly child: string;
  readonly problem?: ProblemRead;
}

/** What is said of all children: only where it says more than that each was refused. */
function general(problem: ProblemRead): readonly RefusalTold[] {
  return problem.code === 'refused-for-some' ? [] : [told(problem, '', undefined)];
}

function refusedOne(
  problem: ProblemRead,
  pointed: (pointer: string) => Pointed | undefined,
  child: string | undefined,
): Refused {
  const nothing = { faults: [], owed: new Map(), told: [], isMoved: false } satisfies Refused;
  if (problem.code === 'revision-moved') return { ...nothing, isMoved: true };
  const errors = problem['errors'] as readonly ServiceFault[] | undefined;
  if (Array.isArray(errors) && errors.length > 0) {
    return { ...nothing, faults: (errors as readonly ServiceFault[]).map((error) => faultAt(error, pointed)) };
  }
  const owed = problem['owed'] as readonly OwedReason[] | undefined;
  if (Array.isArray(owed) && owed.length > 0)
    return { ...nothing, owed: owedAt(owed as readonly OwedReason[], pointed) };
  const pointer = typeof problem['pointer'] === 'string' ? problem['pointer'] : '';
  return { ...nothing, told: [told(problem, pointed(pointer)?.at ?? '', child)] };
}

function faultAt(error: ServiceFault, pointed: (pointer: string) => Pointed | undefined): FormFault {
  const found = pointed(error.pointer);
  return found === undefined ? { at: '', says: error.detail } : faultInWords(found, error);
}

/** By the place of each fact's data, the fields that are owed and why. A reason that is owed twice has both said. */
function owedAt(
  reasons: readonly OwedReason[],
  pointed: (pointer: string) => Pointed | undefined,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const owed = new Map<string, Map<string, string>>();
  for (const reason of reasons) {
    if (reason.field === undefined) continue;
    const found = pointed(`${reason.pointer}/${reason.field}`);
    if (found === undefined) continue;
    const place = found.at.slice(0, -reason.field.length - 1);
    const fields = owed.get(place) ?? new Map<string, string>();
    const before = fields.get(reason.field);
    const says = owedInWords(reason);
    fields.set(reason.field, before === undefined || before === says ? says : `${before} ${says}`);
    owed.set(place, fields);
  }
  return owed;
}

function told(problem: ProblemRead, at: string, child: string | undefined): RefusalTold {
  const { code } = problem;
  const standing = problem['standing'];
  return {
    child,
    at,
    ...refusalInWords(code),
    ...(problem.status === 403 && { sentence: 'You may not record this.', whatNext: plain(problem.detail) }),
    ...(problem.status === 409 && code === 'move-unfinished' && halfMoved),
    standing: typeof standing === 'string' ? standing : undefined,
    open: (problem['open'] as readonly string[] | undefined) ?? [],
    later: laterIn(problem),
    needs: (problem['needs'] as readonly FactType[] | undefined) ?? [],
    mayPass: problem.status >= 500,
  };
}

/** The second half of a move was refused: sending it again would be refused again. */
const halfMoved = {
  sentence: 'The records stand for the right child now, and could not be withdrawn here.',
  whatNext: 'Withdraw them here as recorded for the wrong child, with what could not have happened without them.',
};

interface Fallen {
  readonly id: string;
  readonly type: FactType;
  readonly on: string;
  readonly code: string;
}

function laterIn(problem: ProblemRead): readonly LaterTold[] {
  const facts = problem['facts'];
  if (!Array.isArray(facts)) return [];
  return (facts as readonly Fallen[]).map(({ id, type, on, code }) => ({
    id,
    name: `${titleOf(type)}${isPlainDate(on) ? ` on ${inWords(on)}` : ''}`,
    why: refusalInWords(code).sentence,
  }));
}

function together(each: readonly Refused[]): Refused {
  const faults = new Map(each.flatMap((one) => one.faults).map((fault) => [`${fault.at} ${fault.says}`, fault]));
  return {
    faults: [...faults.values()],
    owed: new Map(each.flatMap(({ owed }) => [...owed])),
    told: each.flatMap((one) => one.told),
    isMoved: each.some(({ isMoved }) => isMoved),
  };
}
