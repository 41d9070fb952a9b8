import { IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';
import { Optional } from '#http';

/** Whom a bundle is for, and what it opens and withholds. */
export class BundleDto {
  /** Who it is for: printed in it, and so part of what is signed. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly for: string;

  /** Which sealed texts are opened: child (the child’s own name and numbers; the default), all, none, or FACT.FIELD with commas between. */
  @Optional()
  @Matches(/^(child|all|none|[0-9a-f-]{36}\.[A-Za-z.]+(,[0-9a-f-]{36}\.[A-Za-z.]+)*)$/)
  readonly open?: string;

  /** Ids of facts to withhold whole, with commas between. */
  @Optional()
  @Matches(/^[0-9a-f-]{36}(,[0-9a-f-]{36})*$/)
  readonly withhold?: string;
}
