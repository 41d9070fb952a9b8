import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Act } from '#access';
import type { Sealed } from '#events';
import {
  CASES,
  KEYS,
  problem,
  restrictedCase,
  SURROUNDINGS,
  type Caller,
  type Problem,
  type Surroundings,
} from '#http';
import type { KeyStore } from '#privacy';
import {
  textsUnder,
  type BrokenGlass,
  type CaseAccess,
  type CaseEntry,
  type GlassOutcome,
  type Texts,
} from '#recording';

/** How long a broken glass stays open: a shift. */
export const glassHours = 8;

/** Decisions about who may know of a child: each entered beside the journeys, its reason sealed under the child's key. */
@Injectable()
export class CaseDecisions {
  private readonly texts: Texts;

  constructor(
    @Inject(CASES) private readonly cases: CaseAccess,
    @Inject(KEYS) keys: KeyStore,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {
    this.texts = textsUnder(keys);
  }

  async restrict(of: OfChild, to: readonly string[], reason: string): Promise<void> {
    await this.requireUnbarred(of);
    await this.enter(of, reason, (sealed) => ({
      type: 'CaseRestricted',
      data: { child: of.child, to: [...to].sort(), reason: sealed },
    }));
  }

  async lift(of: OfChild, reason: string): Promise<void> {
    await this.requireUnbarred(of);
    const standing = await this.cases.standing(of.authority);
    if (standing.restriction(of.child) === undefined) throw notRestricted();
    await this.enter(of, reason, (sealed) => ({
      type: 'RestrictionLifted',
      data: { child: of.child, reason: sealed },
    }));
  }

  async bar(of: OfChild, person: string, reason: string): Promise<void> {
    await this.requireUnbarred(of);
    await this.enter(of, reason, (sealed) => ({
      type: 'PersonBarred',
      data: { child: of.child, person, reason: sealed },
    }));
  }

  /** Whoever is barred cannot lift the bar: neither their own nor another’s of that child. */
  async liftBar(of: OfChild, person: string, reason: string): Promise<void> {
    await this.requireUnbarred(of);
    if (!(await this.cases.standing(of.authority)).isBarred(of.child, person))
      throw problem(409, 'not-barred', 'This person is not barred from the record: there is nothing to lift.');
    await this.enter(of, reason, (sealed) => ({
      type: 'BarLifted',
      data: { child: of.child, person, reason: sealed },
    }));
  }

  /** Opens a restricted record to whoever asks, for `glassHours`. Never to somebody barred. */
  async breakGlass(of: OfChild, reason: string): Promise<{ readonly id: string; readonly until: string }> {
    const sight = (await this.cases.standing(of.authority)).sight(of.child, of.by.user, this.surroundings.now());
    if (!sight.open && sight.because === 'barred') throw restrictedCase();
    if (sight.open && sight.glass === undefined) throw notRestricted();
    const until = new Date(this.surroundings.now() + glassHours * 60 * 60_000).toISOString();
    const id = await this.enter(of, reason, (sealed) => ({
      type: 'GlassBroken',
      data: { child: of.child, until, reason: sealed },
    }));
    return { id, until };
  }

  /** A broken glass is reviewed once, by another person than who broke it. */
  async review(
    { authority, by }: Omit<OfChild, 'child'>,
    glass: string,
    outcome: GlassOutcome,
    note: string | undefined,
  ): Promise<BrokenGlass> {
    const standing = await this.cases.standing(authority);
    const broken = standing.glassOf(glass);
    if (broken === undefined || standing.isBarred(broken.child, by.user))
      throw problem(404, 'unknown-glass', 'No broken glass has this id. GET the list for their ids.');
    if (broken.entry.by.user === by.user)
      throw problem(403, 'own-glass', 'Nobody reviews what they did themselves. Ask another manager.');
    if (broken.reviewed !== undefined)
      throw problem(409, 'reviewed-already', 'This was reviewed already, and the review stands.');
    const id = randomUUID();
    const { child } = broken;
    const sealed = note === undefined ? {} : { note: await this.texts.seal({ authority, child }, id, 'note', note) };
    const { user, role } = by;
    await this.cases.enter(authority, {
      type: 'GlassReviewed',
      data: { child, glass, outcome, ...sealed },
      id,
      by: { user, role },
    });
    return (await this.cases.standing(authority)).glassOf(glass) ?? broken;
  }

  /** A reason as somebody may read it: undefined for whom the table does not open texts, or where it does not open. */
  async reasonFor(
    { roles }: Caller,
    act: Act,
    of: { readonly authority: string; readonly child: string },
    entry: string,
    field: 'reason' | 'note',
    stored: Sealed | undefined,
  ): Promise<string | undefined> {
    if (stored === undefined) return undefined;
    const read = await this.texts.open({ roles, for: act }, of, entry, field, stored);
    return 'text' in read ? read.text : undefined;
  }

  private async enter(
    { authority, child, by }: OfChild,
    reason: string,
    entryOf: (sealed: Sealed) => CaseEntry,
  ): Promise<string> {
    const id = randomUUID();
    const sealed = await this.texts.seal({ authority, child }, id, 'reason', reason);
    const { user, role } = by;
    await this.cases.enter(authority, { ...entryOf(sealed), id, by: { user, role } });
    return id;
  }

  private async requireUnbarred({ authority, child, by }: OfChild): Promise<void> {
    if ((await this.cases.standing(authority)).isBarred(child, by.user)) throw restrictedCase();
  }
}

/** A child, and who decides. */
export interface OfChild {
  readonly authority: string;
  readonly child: string;
  readonly by: Caller;
}

function notRestricted(): Problem {
  return problem(409, 'not-restricted', 'The record is not kept from you, or not restricted: there is nothing to do.');
}
