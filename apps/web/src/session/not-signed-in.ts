/** Somebody asked for a page that needs signing in, and is not signed in, or no longer. */
export class NotSignedIn extends Error {
  /** Where to go on after signing in: an address of ours. */
  readonly address: string;

  constructor(address: string) {
    super('Sign in first.');
    this.name = 'NotSignedIn';
    this.address = address;
  }
}
