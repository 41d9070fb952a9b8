import { Matches } from 'class-validator';
import { hiddenFaults, judgedBy, Optional, type Fault } from '#http';

/** Whom a bundle is for, and what it opens and withholds. */
export class BundleDto {
  /** Who it is for: printed in it, and so part of what is signed. */
  @judgedBy('isRecipient', recipientFaults)
  readonly for: string;

  /** Which sealed texts are opened: child (the child’s own name and numbers; the default), all, none, or FACT.FIELD with commas between. */
  @Optional()
  @Matches(/^(child|all|none|[0-9a-f-]{36}\.[A-Za-z.]+(,[0-9a-f-]{36}\.[A-Za-z.]+)*)$/, {
    message: 'Give open as child, all or none, or as texts by FACT.FIELD with commas between.',
  })
  readonly open?: string;

  /** Ids of facts to withhold whole, with commas between. */
  @Optional()
  @Matches(/^[0-9a-f-]{36}(,[0-9a-f-]{36})*$/, { message: 'Give withhold as ids of facts with commas between.' })
  readonly withhold?: string;
}

/** Whom a bundle is for stands on one line of its README: a recipient of several could tell anything there, as signed. */
export function recipientFaults(value: unknown): readonly Fault[] {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200) return hiddenFaults(value, 'one-line');
  return [{ pointer: '', code: 'not-a-recipient', detail: 'Say whom it is for, in 1 to 200 characters.' }];
}
