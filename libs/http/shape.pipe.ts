import { Inject, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { problem, type Problem } from './problem.ts';
import { faultsOf, type Fault, type Shape } from './shape.ts';
import { momentOf, SURROUNDINGS, type Surroundings } from './surroundings.ts';

/**
 * Holds every body and query that a controller gives a class for against that class: nothing missing, nothing unknown,
 * nothing converted. The value goes on as it came. (Nest's own pipe validates asynchronously and gives validators no clock.)
 */
@Injectable()
export class ShapePipe implements PipeTransform {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || unshaped.has(metatype)) return value;
    const faults = faultsOf(metatype as Shape, type === 'query' ? (value ?? {}) : value, momentOf(this.surroundings));
    if (faults.length > 0) throw invalid(faults, type);
    return value;
  }
}

/** The 400 that lists every fault. */
export function invalid(faults: readonly Fault[], where: 'body' | 'query' = 'body'): Problem {
  const errors = faults.slice(0, mostListed);
  const many = faults.length === 1 ? 'One thing is' : `${String(faults.length)} things are`;
  const more = errors.length < faults.length ? ` The first ${String(errors.length)} are listed.` : '';
  const detail = `${many} wrong with the ${where}: see errors.${more} Nothing was written.`;
  return problem(400, 'invalid', detail, {
    errors: where === 'query' ? errors.map((e) => ({ ...e, in: where })) : errors,
  });
}

/** A hostile body could hold a hundred thousand faults; no reader needs them all. */
const mostListed = 1000;

const unshaped = new Set<unknown>([Object, String, Number, Boolean, Array]);
