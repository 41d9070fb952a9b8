import type { Surroundings } from '#http';
import { NotSignedInThere } from '../sign-in/provider.ts';
import type { Web } from '../web.ts';
import type { Held } from './session.ts';

/** Fresh tokens for sessions whose tokens have nearly run out: asked for once, however many pages wait. */
export class Renewals {
  private readonly asked = new Map<string, Promise<Held | undefined>>();

  constructor(
    private readonly web: Web,
    private readonly surroundings: Surroundings,
  ) {}

  /** The session with tokens that are good; undefined where the provider gives none any more, and it is over. */
  fresh(session: Held): Held | Promise<Held | undefined> {
    const { provider } = this.web;
    const { refreshToken, id } = session;
    if (refreshToken === undefined || provider === undefined) return session;
    const asked = this.asked.get(id) ?? this.renewed(session, provider.refresh(refreshToken));
    this.asked.set(id, asked);
    return asked.finally(() => this.asked.delete(id));
  }

  private async renewed(
    session: Held,
    asked: ReturnType<NonNullable<Web['provider']>['refresh']>,
  ): Promise<Held | undefined> {
    try {
      const given = await asked;
      const person = await this.surroundings.tokens.identify(given.access, this.surroundings.now());
      // Another person's tokens would be the provider's defect: nobody goes on as somebody else.
      if (person === undefined || person.user !== session.person.user) return undefined;
      return session.renew(person, given);
    } catch (error) {
      if (error instanceof NotSignedInThere) return undefined;
      throw error;
    }
  }
}
