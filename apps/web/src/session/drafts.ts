import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from '../form/form.ts';
import { cookieIn, draftCookie, setCookie } from './cookies.ts';
import type { Person } from './session.ts';
import type { Sessions } from './sessions.ts';

/** A form that was sent when its sender's session had run out. */
export interface Draft {
  readonly of: Pick<Person, 'user' | 'authority'>;
  /** Where it was sent to. */
  readonly address: string;
  readonly form: Form;
}

/** Keeps what was sent, sealed under what the sender's browser keeps, for a day. Nothing is recorded of it. */
export function keepDraft(reply: FastifyReply, sessions: Sessions, draft: Draft): void {
  setCookie(reply, draftCookie, sessions.keep(draft, day), { seconds: day / 1000 });
}

/** What this browser sent in vain. Whoever shows it first asks whether it is of the person who is signed in. */
export function draftIn(request: FastifyRequest, sessions: Sessions): Draft | undefined {
  const id = cookieIn(request, draftCookie);
  return id === undefined ? undefined : (sessions.kept(id) as Draft | undefined);
}

/** Whether this person sent it. Nobody else is shown it, whoever sits at the browser. */
export function isOf({ of }: Draft, { user, authority }: Person): boolean {
  return of.user === user && of.authority === authority;
}

/** It was sent, or is not wanted. */
export function forgetDraft(request: FastifyRequest, reply: FastifyReply, sessions: Sessions): void {
  const id = cookieIn(request, draftCookie);
  if (id === undefined) return;
  sessions.take(id);
  setCookie(reply, draftCookie, '', { seconds: 0 });
}

const day = 86_400_000;
