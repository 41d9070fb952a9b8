import { getMetadataStorage } from 'class-validator';
import type { Judge, Moment, Shape } from './shape.ts';

/**
 * Whether a value is right in every field of a shape, and has no other. Nearly every body is, and class-validator takes
 * several times as long to say so; but it alone tells what is wrong. False where anything is wrong, or where the shape has
 * a field that is not judged by `judgedBy` alone: class-validator is then to be asked.
 */
export function isRightAtOnce(shape: Shape, value: object, moment: Moment): boolean {
  const fields = fieldsOf(shape);
  if (fields === undefined) return false;
  for (const name of Object.keys(value)) if (!fields.has(name)) return false;
  for (const [name, { isAsked, judges }] of fields) {
    const given: unknown = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    if (!isAsked.every((ask) => ask(value, given))) continue;
    if (!judges.every((judge) => judge(given, moment).length === 0)) return false;
  }
  return true;
}

/** What a field is judged by, and when it is. */
interface Field {
  readonly isAsked: ((value: object, given: unknown) => boolean)[];
  readonly judges: Judge[];
}

/** Null where class-validator is to be asked. */
const known = new WeakMap<Shape, ReadonlyMap<string, Field> | null>();

function fieldsOf(shape: Shape): ReadonlyMap<string, Field> | undefined {
  let fields = known.get(shape);
  if (fields === undefined) known.set(shape, (fields = readFields(shape)));
  return fields ?? undefined;
}

function readFields(shape: Shape): ReadonlyMap<string, Field> | null {
  const fields = new Map<string, Field>();
  for (const decorator of getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false)) {
    const { propertyName, constraints, each } = decorator;
    const field = fields.get(propertyName) ?? { isAsked: [], judges: [] };
    fields.set(propertyName, field);
    const { judge } = (decorator.context ?? {}) as { readonly judge?: Judge };
    if (decorator.type === 'conditionalValidation') field.isAsked.push(constraints[0] as Field['isAsked'][number]);
    else if (judge !== undefined && !each && decorator.validateIf === undefined) field.judges.push(judge);
    else return null;
  }
  return fields;
}
