import { roles } from '#http';
import type { View } from '../page/page.ts';

export interface SignInView extends View {
  readonly then: string;
  readonly roles: readonly object[];
  readonly authorities: readonly object[];
}

/** Asks a developer who to be. */
export function signInView(then: string, authorities: readonly string[]): SignInView {
  return {
    title: 'Sign in',
    then,
    roles: roles.map((role) => ({ value: role, text: role })),
    authorities: authorities.map((code) => ({ value: code, text: code })),
  };
}
