import { ApiProperty } from '@nestjs/swagger';
import { factTypes, isFactType, type FactType, type Proposed } from '#events';
import { factShapes } from './fact-shapes.ts';
import { Optional } from './fields.ts';
import { isChildId } from './path.pipes.ts';
import { faultsOf, judgedBy, under, type Fault, type Moment } from './shape.ts';

/** The most facts one post may bring for one child. */
export const mostFacts = 100;

/** The most children one post may bring. */
export const mostChildren = 100;

/** Facts of one child, to be recorded together or not at all. */
export class FactsDto {
  @ApiProperty({ type: 'array', minItems: 1, maxItems: mostFacts, items: factSchema() })
  @judgedBy('areFacts', (value, moment) => listFaults(value, moment, 1))
  readonly facts!: readonly Proposed[];
}

/** One of several children, and what only they have. */
export interface ChildFacts {
  readonly child: string;
  readonly facts?: readonly Proposed[];
}

/** Facts of several children: those they share, then each one's own. */
export class SeveralChildrenDto {
  @Optional()
  @ApiProperty({ type: 'array', maxItems: mostFacts, items: factSchema() })
  @judgedBy('areFacts', (value, moment) => listFaults(value, moment, 0))
  readonly facts?: readonly Proposed[];

  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: mostChildren,
    items: {
      type: 'object',
      required: ['child'],
      properties: { child: { type: 'string' }, facts: { type: 'array', items: factSchema() } },
    },
  })
  @judgedBy('areChildren', childrenFaults)
  readonly children!: readonly ChildFacts[];

  static also({ facts, children }: SeveralChildrenDto): readonly Fault[] {
    return children.flatMap((each, index) => {
      const count = (facts?.length ?? 0) + (each.facts?.length ?? 0);
      if (count >= 1 && count <= mostFacts) return [];
      const detail = `Give each child 1 to ${String(mostFacts)} facts, shared ones included.`;
      return under('children', under(index, [{ pointer: '', code: count === 0 ? 'empty' : 'too-many', detail }]));
    });
  }
}

/** Every fault of a fact's data. */
export function dataFaults(type: FactType, data: unknown, moment: Moment): readonly Fault[] {
  return faultsOf(factShapes[type], data, moment);
}

function listFaults(value: unknown, moment: Moment, least: number): readonly Fault[] {
  if (!Array.isArray(value)) return [{ pointer: '', code: 'not-a-list', detail: 'Give a list of facts.' }];
  if (value.length < least) return [{ pointer: '', code: 'empty', detail: 'Give at least one fact.' }];
  if (value.length > mostFacts) {
    return [{ pointer: '', code: 'too-many', detail: `Give at most ${String(mostFacts)} facts at a time.` }];
  }
  return value.flatMap((fact: unknown, index) => under(index, factFaults(fact, moment)));
}

function factFaults(fact: unknown, moment: Moment): readonly Fault[] {
  if (!isObject(fact)) return [{ pointer: '', code: 'not-an-object', detail: 'Give a fact as its type and its data.' }];
  const faults: Fault[] = strangers(fact, ['type', 'data']);
  const { type, data } = fact;
  if (!isFactType(type)) {
    const code = type === undefined ? 'missing' : 'unknown-type';
    return [...faults, ...under('type', [{ pointer: '', code, detail: `Give one of: ${factTypes.join(', ')}.` }])];
  }
  if (data === undefined) return [...faults, { pointer: '/data', code: 'missing', detail: 'This is needed.' }];
  return [...faults, ...under('data', dataFaults(type, data, moment))];
}

function childrenFaults(value: unknown, moment: Moment): readonly Fault[] {
  if (!Array.isArray(value)) return [{ pointer: '', code: 'not-a-list', detail: 'Give a list of children.' }];
  if (value.length === 0) return [{ pointer: '', code: 'empty', detail: 'Give at least one child.' }];
  if (value.length > mostChildren) {
    return [{ pointer: '', code: 'too-many', detail: `Give at most ${String(mostChildren)} children at a time.` }];
  }
  const seen = new Set<unknown>();
  return value.flatMap((each: unknown, index) => {
    const faults = childFaults(each, moment);
    const child = isObject(each) ? each['child'] : undefined;
    const repeated = seen.has(child) && child !== undefined;
    seen.add(child);
    const twice = { pointer: '/child', code: 'repeated', detail: 'This child is given twice. Put its facts together.' };
    return under(index, repeated ? [...faults, twice] : faults);
  });
}

function childFaults(each: unknown, moment: Moment): readonly Fault[] {
  if (!isObject(each)) return [{ pointer: '', code: 'not-an-object', detail: 'Give a child and its facts.' }];
  const faults: Fault[] = strangers(each, ['child', 'facts']);
  if (!isChildId(each['child'])) {
    faults.push({ pointer: '/child', code: 'malformed-child-id', detail: 'Give 1 to 20 letters and digits.' });
  }
  if (each['facts'] !== undefined) faults.push(...under('facts', listFaults(each['facts'], moment, 0)));
  return faults;
}

function strangers(given: object, known: readonly string[]): Fault[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .flatMap((name) => under(name, [{ pointer: '', code: 'unknown-field', detail: 'There is no such field here.' }]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function factSchema(): { type: string; required: string[]; properties: Record<string, object> } {
  return {
    type: 'object',
    required: ['type', 'data'],
    properties: {
      type: { type: 'string', enum: [...factTypes] },
      data: { type: 'object', additionalProperties: true },
    },
  };
}
