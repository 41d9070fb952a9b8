import { ApiProperty } from '@nestjs/swagger';
import { hiddenFaults, IsCode, IsPersonalText, judgedBy, Optional, under, type Fault } from '#http';
import { glassOutcomes, type GlassOutcome } from '#recording';

const mostPeople = 50;

/** To whom a record is kept, and why. */
export class RestrictionDto {
  /** The people, as their tokens name them. Given again, the list takes the place of the one before. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: mostPeople,
    uniqueItems: true,
    items: { type: 'string', maxLength: 200 },
  })
  @judgedBy('arePeople', peopleFaults)
  readonly to!: readonly string[];

  @IsPersonalText(1000)
  readonly reason!: string;
}

/** Why something is done about a record. */
export class ReasonDto {
  @IsPersonalText(1000)
  readonly reason!: string;
}

/** Who is barred from a record, or no longer, and why. */
export class BarDto {
  /** The person, as their token names them. */
  @ApiProperty({ type: 'string', maxLength: 200 })
  @judgedBy('isPerson', personFaults)
  readonly person!: string;

  @IsPersonalText(1000)
  readonly reason!: string;
}

/** What a reviewer found of a broken glass. */
export class ReviewDto {
  @IsCode(glassOutcomes)
  readonly outcome!: GlassOutcome;

  @Optional()
  @IsPersonalText(1000)
  readonly note?: string;
}

/** How much waits for the person who asks. */
export class WaitingDto {
  @ApiProperty({ type: 'string' })
  readonly authority!: string;

  /** Facts recorded by another, in a role that the person has. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly toCountersign!: number;

  /** Restricted records that another opened in an emergency. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly toReview!: number;
}

function peopleFaults(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) return [{ pointer: '', code: 'not-a-list', detail: 'Give a list of people.' }];
  if (value.length === 0) return [{ pointer: '', code: 'empty', detail: 'Give at least one person.' }];
  if (value.length > mostPeople)
    return [{ pointer: '', code: 'too-many', detail: `Give at most ${String(mostPeople)} people.` }];
  return value.flatMap((person: unknown, index) => {
    const twice = { pointer: '', code: 'repeated', detail: 'This person is given twice. Give them once.' };
    return under(index, value.indexOf(person) < index ? [twice] : personFaults(person));
  });
}

function personFaults(value: unknown): readonly Fault[] {
  const isOne = typeof value === 'string' && value.trim() !== '' && value.length <= 200 && !/\p{Cs}/u.test(value);
  if (isOne && hiddenFaults(value, 'one-line').length === 0) return [];
  return [{ pointer: '', code: 'malformed-person', detail: 'Give the person as their token names them (sub).' }];
}
