import { ApiProperty } from '@nestjs/swagger';
import {
  withdrawalReasons,
  type FactCorrected,
  type FactWithdrawn,
  type Ordinary,
  type WithdrawalReason,
} from '#events';
import { IsCode, IsFactId, IsPersonalText, Optional } from './fields.ts';
import { judgedBy } from './shape.ts';

export class FactWithdrawnDto implements FactWithdrawn {
  /** The id of the fact withdrawn. */
  @IsFactId()
  readonly fact!: string;

  @IsCode(withdrawalReasons)
  readonly why!: WithdrawalReason;

  @Optional()
  @IsPersonalText()
  readonly note?: string;
}

export class FactCorrectedDto implements FactCorrected {
  /** The id of the fact corrected. */
  @IsFactId()
  readonly fact!: string;

  /** The replacement, whole: the data of a fact of the corrected fact's type. Its fields are judged once that type is known. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @judgedBy('isReplacement', (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? []
      : [{ pointer: '', code: 'not-an-object', detail: 'Give the data that replaces the fact’s, whole.' }],
  )
  readonly data!: Ordinary['data'];

  @Optional()
  @IsPersonalText()
  readonly note?: string;
}
