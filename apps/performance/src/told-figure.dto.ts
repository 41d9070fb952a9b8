import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** A number, or `c` where it is hidden because it is small or would give a small one away. */
export const numberOrHidden: ApiPropertyOptions = {
  oneOf: [{ type: 'number' }, { type: 'string', enum: ['c'] }],
  nullable: true,
};

/** The counts of one figure. */
export class ToldFigureDto {
  @ApiProperty(numberOrHidden)
  readonly numerator: number | 'c';
  @ApiProperty(numberOrHidden)
  readonly denominator: number | 'c' | null;
  @ApiProperty(numberOrHidden)
  readonly value: number | 'c' | null;
  @ApiProperty(numberOrHidden)
  readonly excluded: number | 'c';
}
