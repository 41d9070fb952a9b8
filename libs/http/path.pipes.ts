import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { problem } from './problem.ts';
import { SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** An authority served here, by its 3-digit DfE code. */
@Injectable()
export class AuthorityCode implements PipeTransform<string, string> {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  transform(value: string): string {
    const { authorities } = this.surroundings;
    if (authorities.has(value)) return value;
    const served = [...authorities].sort();
    const detail = `No authority served here has this code. Use one of ${served.join(', ')}.`;
    throw problem(404, 'unknown-authority', detail, { served });
  }
}

/** A child by the authority's own id: 1 to 20 letters and digits (census rules 1570 and 1580). */
@Injectable()
export class ChildId implements PipeTransform<string, string> {
  transform(value: string): string {
    if (isChildId(value)) return value;
    const detail = 'A child id is 1 to 20 letters and digits, without spaces or signs. Check the address.';
    throw problem(400, 'malformed-child-id', detail);
  }
}

export function isChildId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9]{1,20}$/.test(value);
}
