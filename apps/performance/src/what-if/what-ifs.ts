import { Inject, Injectable } from '@nestjs/common';
import {
  type Fault,
  invalid,
  momentOf,
  ofOneMoment,
  type Query,
  refused,
  SURROUNDINGS,
  type Surroundings,
} from '#http';
import type { ReadModel } from '#readmodel';
import type { Rulebook } from '#timescales';
import { lastKnown } from '../answered.ts';
import { LONG_READS, RULES } from '../read-model-here.ts';
import { draftRulesFor, whatIfAsked } from './asked-what-if.ts';
import type { ClockChange } from './clock-changes.ts';
import { whatIf } from './what-if.ts';
import { answeredWhatIf } from './answered-what-if.ts';
import type { WhatIfDto } from './what-if.dto.ts';

/** Drafts of rules, tried on the caseload as it is. */
@Injectable()
export class WhatIfs {
  constructor(
    @Inject(LONG_READS) private readonly model: ReadModel,
    @Inject(RULES) private readonly rules: Rulebook,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  /** The comparison with a page of the clocks that change; `whole` for all of them. Throws the 400 that lists every fault. */
  async compare(authority: string, draft: unknown, query: Query, whole: boolean): Promise<WhatIfDto> {
    const faults: Fault[] = [];
    const read = whatIfAsked(authority, query, momentOf(this.surroundings).today, faults);
    if (read === undefined) throw refused(faults);
    const drafted = draftRulesFor(authority, draft, [...this.surroundings.authorities].sort());
    if ('faults' in drafted) {
      throw invalid(drafted.faults.map(({ pointer, says }) => ({ pointer, code: 'not-a-rule', detail: says })));
    }
    const rules = { before: this.rules.of(authority), after: drafted.rules };
    const { skip, limit } = whole ? { skip: 0, limit: Infinity } : read;
    return ofOneMoment(this.model, this.rules, async (snapshot) => {
      const page: ClockChange[] = [];
      let total = 0;
      const found = await whatIf(snapshot, rules, read.asked, (change) => {
        if (total >= skip && page.length < limit) page.push(change);
        total += 1;
      });
      const next = skip + page.length < total ? skip + page.length : null;
      return answeredWhatIf({ read, rules, found, changes: page, total, next, lastKnown: lastKnown(snapshot) });
    });
  }
}
