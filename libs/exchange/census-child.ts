import type { CensusFault, FaultExtent, Place } from './census-fault.ts';
import type { ElementRead } from './census-reader.ts';
import type { CensusChild } from './census-records.ts';
import {
  childStructure,
  isGroup,
  isOfYear,
  type CensusElement,
  type GroupElement,
  type ValueElement,
} from './census-structure.ts';
import { rulesOf } from './census-rules.ts';
import { valueIn, type Value } from './census-values.ts';
import type { CensusYear } from './census-year.ts';

/** A child of a census file as read: what it says, where each part of it stands, and what could not be read. */
export interface ChildRead {
  /** Where the child's record stands. */
  readonly place: Place;
  /** The LAchildID, where there is a good one. */
  readonly id: string | undefined;
  /** Absent where nothing of the child can be taken over. */
  readonly child: CensusChild | undefined;
  readonly places: Places;
  readonly faults: readonly CensusFault[];
}

/** Where the parts of a record stand in the file, by the record's own objects. */
export type Places = ReadonlyMap<object, Located>;

/** A group's place and path, and those of the values it holds, by the name of their field. */
export interface Located {
  readonly path: string;
  readonly place: Place;
  readonly values: ReadonlyMap<string, readonly At[]>;
}

export interface At {
  readonly path: string;
  readonly place: Place;
}

/** Reads one child. `seen` are the ids of the children read before it in this file; its own is added. */
export function childRead(element: ElementRead, year: CensusYear, seen: Set<string>): ChildRead {
  const reading = new Reading(year);
  const child = reading.group(element, childStructure, '') as Partial<CensusChild> | undefined;
  const id = child?.ChildIdentifiers?.LAchildID;
  reading.child = id ?? idAsWritten(element);
  const { places } = reading;
  const refused = (rule: string | undefined, code: string, reason: string, at: At): ChildRead => ({
    place: element.place,
    id,
    child: undefined,
    places,
    faults: [reading.fault(at, rule, code, reason, 'child')],
  });
  if (id === undefined) {
    const found = reading.identity ?? { path: 'ChildIdentifiers/LAchildID', place: element.place };
    return refused(reading.identityRule, reading.identityCode, reading.identityReason, found);
  }
  const at = places.get(child?.ChildIdentifiers ?? {})?.values.get('LAchildID')?.[0] ?? {
    path: '',
    place: element.place,
  };
  if (seen.has(id)) return refused('8510', 'child-told-twice', 'Another child of this file has this LAchildID.', at);
  seen.add(id);
  if (child?.CINdetails === undefined || child.CINdetails.length === 0) {
    if (!reading.faults.some(({ element: path }) => path.startsWith('CINdetails'))) {
      return refused('8590', 'no-episode', 'The child has no episode of need, so there is nothing to take over.', at);
    }
    return { place: element.place, id, child: undefined, places, faults: reading.stamped() };
  }
  return { place: element.place, id, child: child as CensusChild, places, faults: reading.stamped() };
}

class Reading {
  readonly places = new Map<object, Located>();
  readonly faults: CensusFault[] = [];
  child: string | undefined;
  identity: At | undefined;
  identityRule = '8500';
  identityCode = 'missing';
  identityReason = 'The child has no LAchildID, so nobody can tell who it is.';

  constructor(private readonly year: CensusYear) {}

  /** The record of a group, or undefined where it lacks what makes it one: then the fault has been noted. */
  group(element: ElementRead, { name, holds }: GroupElement, path: string): object | undefined {
    const record: Record<string, unknown> = {};
    const values = new Map<string, At[]>();
    const counts = new Map<string, number>();
    const key = keyOf(holds);
    let isWhole = true;
    for (const each of element.within) {
      const known = holds.find((held) => held.name === each.name);
      const number = (counts.get(each.name) ?? 0) + 1;
      counts.set(each.name, number);
      const at: At = { path: pathOf(path, each.name, known, number), place: each.place };
      if (known === undefined) {
        this.note(at, undefined, 'unknown-element', `No census of children in need has ${each.name} here.`, 'value');
      } else if (isGroup(known)) {
        if (!('isPassedOver' in known)) this.within(record, each, known, at);
      } else if (each.text.trim() !== '' || each.within.length > 0) {
        const field = known.field ?? known.name;
        const isKey = known === key;
        const read = valueIn(known, each);
        if ('fault' in read) {
          // Where it stands is kept: what is bad is not missing as well.
          if (!values.has(field) && known.times !== 'many') values.set(field, [at]);
          if (isKey && name === 'ChildIdentifiers') this.noIdentity(at, read);
          else if (isKey) {
            this.note(at, rulesOf(known.name).invalid, read.fault, read.reason, 'item');
            isWhole = false;
          } else this.note(at, rulesOf(known.name).invalid, read.fault, read.reason, 'value');
        } else if (known.times === 'many') {
          record[field] = [...((record[field] as unknown[] | undefined) ?? []), read.value];
          values.set(field, [...(values.get(field) ?? []), at]);
        } else if (field in record) {
          const reason = `${each.name} is given more than once here. The first is kept.`;
          this.note(at, undefined, 'given-twice', reason, 'value');
        } else {
          record[field] = read.value;
          values.set(field, [at]);
        }
      }
    }
    this.places.set(record, { path: path === '' ? name : path, place: element.place, values });
    const [list] = holds;
    if (list !== undefined && !isGroup(list) && list.times === 'many' && !(list.name in record)) {
      const { missing } = rulesOf(list.name);
      if (missing !== undefined && !values.has(list.name) && element.within.length === 0) {
        this.note({ path, place: element.place }, missing, 'missing', `${name} has no ${list.name}.`, 'item');
      }
      return undefined;
    }
    if (isWhole && key !== undefined && !((key.field ?? key.name) in record)) {
      if (name === 'ChildIdentifiers') return undefined;
      const reason = `${name} has no ${key.name}, so it cannot be placed.`;
      this.note({ path, place: element.place }, rulesOf(key.name).missing, 'missing', reason, 'item');
      return undefined;
    }
    if (isWhole) this.noteMissing(record, element, holds, path);
    return isWhole ? record : undefined;
  }

  /** A group within: one of many, or the one there may be; given again, what it lists is added to the first. */
  private within(record: Record<string, unknown>, element: ElementRead, known: GroupElement, at: At): void {
    const field = known.name;
    const read = this.group(element, known, at.path);
    if (read === undefined) return;
    if (known.times === 'many') record[field] = [...((record[field] as object[] | undefined) ?? []), read];
    else if (record[field] === undefined) record[field] = read;
    else this.add(record[field] as Record<string, unknown>, read as Record<string, unknown>);
  }

  private add(to: Record<string, unknown>, more: Record<string, unknown>): void {
    const here = this.places.get(to);
    const there = this.places.get(more);
    for (const [field, value] of Object.entries(more)) {
      if (!Array.isArray(value)) continue;
      to[field] = [...((to[field] as unknown[] | undefined) ?? []), ...(value as unknown[])];
      (here?.values as Map<string, readonly At[]> | undefined)?.set(field, [
        ...(here?.values.get(field) ?? []),
        ...(there?.values.get(field) ?? []),
      ]);
    }
  }

  /** What must be there, is not, and is assumed instead. */
  private noteMissing(record: object, element: ElementRead, holds: readonly CensusElement[], path: string): void {
    for (const held of holds) {
      if (held.times !== 'once' || isGroup(held) || !isOfYear(held, this.year)) continue;
      const { missing, assumed } = rulesOf(held.name);
      if (assumed === undefined || (held.field ?? held.name) in record) continue;
      if (element.within.some(({ name, text }) => name === held.name && text.trim() !== '')) continue;
      if (held.name === 'Sex' && 'GenderCurrent' in record) continue;
      if (held.name === 'GenderCurrent' && 'Sex' in record) continue;
      const at = element.within.find(({ name }) => name === held.name)?.place ?? element.place;
      const reason = `${held.name} is missing. ${assumed}`;
      this.note({ path: `${path}/${held.name}`, place: at }, missing, 'missing', reason, 'nothing');
    }
  }

  private noIdentity(at: At, { reason, rule, fault }: Extract<Value, { fault: string }>): void {
    this.identity = at;
    this.identityRule = rule ?? '8500';
    this.identityCode = fault;
    this.identityReason = reason;
  }

  private note(at: At, rule: string | undefined, code: string, reason: string, leftOut: FaultExtent): void {
    this.faults.push(this.fault(at, rule, code, reason, leftOut));
  }

  fault(
    { path, place }: At,
    rule: string | undefined,
    code: string,
    reason: string,
    leftOut: FaultExtent,
  ): CensusFault {
    return { child: this.child, element: path, ...place, rule, code, reason, leftOut };
  }

  /** The faults, each with the child's id, which may stand after them in the file. */
  stamped(): readonly CensusFault[] {
    return this.faults.map((fault) => ({ ...fault, child: this.child }));
  }
}

/** The element without which a group is none: its name or its first day. */
function keyOf([first]: readonly CensusElement[]): ValueElement | undefined {
  if (first === undefined || isGroup(first) || first.times !== 'once' || first.is === 'code') return undefined;
  return first;
}

function pathOf(path: string, name: string, known: CensusElement | undefined, number: number): string {
  const step = known?.times === 'many' || number > 1 ? `${name}[${String(number)}]` : name;
  return path === '' ? step : `${path}/${step}`;
}

function idAsWritten(element: ElementRead): string | undefined {
  const identifiers = element.within.find(({ name }) => name === 'ChildIdentifiers');
  const text = identifiers?.within.find(({ name }) => name === 'LAchildID')?.text.trim();
  return text === undefined || text === '' ? undefined : text.slice(0, 40);
}
