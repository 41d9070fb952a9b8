import { IsCode, Optional } from '#http';

export class SubjectAccessDto {
  /** Staff by a number each (numbered; the default), or by the names they sign in under, for whoever prepares the answer. */
  @Optional()
  @IsCode(['numbered', 'named'])
  readonly staff?: 'numbered' | 'named';
}
