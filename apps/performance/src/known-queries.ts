import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** For whom figures are told, and as known when: what every answer with figures may be asked with. */
export function KnownQueries(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'for',
      required: false,
      enum: ['service', 'publication'],
      description: 'For publication counts of 1 to 5 are `c`, and so is whatever would give them away.',
    }),
    ApiQuery({ name: 'knownAt', required: false, description: 'As known at this instant: 2026-01-05T10:30:00Z.' }),
    ApiQuery({ name: 'knownAtPosition', required: false, description: 'As known at this place in the store.' }),
  );
}
