import { ApiProperty } from '@nestjs/swagger';
import { factIdFaults, IsPersonalText, Optional } from './fields.ts';
import { isChildId } from './path.pipes.ts';
import { mostFacts } from './facts.dto.ts';
import { judgedBy, under, type Fault } from './shape.ts';

/** Facts that were recorded for the wrong child, to be moved to the right one. */
export class MoveDto {
  /** The ids of the facts, as recorded for the wrong child. Those that would fall without them have to go with them. */
  @ApiProperty({
    type: 'array',
    minItems: 1,
    maxItems: mostFacts,
    uniqueItems: true,
    items: { type: 'string', format: 'uuid' },
  })
  @judgedBy('areFactIds', idFaults)
  readonly facts!: readonly string[];

  /** The right child, of the same authority. */
  @ApiProperty({ type: 'string', pattern: '^[A-Za-z0-9]{1,20}$' })
  @judgedBy('isChild', (value) =>
    isChildId(value) ? [] : [{ pointer: '', code: 'malformed-child-id', detail: 'Give 1 to 20 letters and digits.' }],
  )
  readonly to!: string;

  /** Why; kept with the withdrawal. */
  @Optional()
  @IsPersonalText()
  readonly note?: string;
}

function idFaults(value: unknown): readonly Fault[] {
  if (!Array.isArray(value)) return [{ pointer: '', code: 'not-a-list', detail: 'Give a list of ids of facts.' }];
  if (value.length === 0) return [{ pointer: '', code: 'empty', detail: 'Give at least one id.' }];
  if (value.length > mostFacts) {
    return [{ pointer: '', code: 'too-many', detail: `Move at most ${String(mostFacts)} facts at a time.` }];
  }
  return value.flatMap((id: unknown, index) => {
    const twice = { pointer: '', code: 'repeated', detail: 'This fact is given twice. Give it once.' };
    return under(index, value.indexOf(id) < index ? [twice] : factIdFaults(id));
  });
}
