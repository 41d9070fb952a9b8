import type { ProblemDocument } from '#http';

/** A service answered something other than success. */
export class ServiceProblem extends Error {
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;

  constructor(document: ProblemDocument, headers: Readonly<Record<string, string>> = {}) {
    super(`A service answered ${document.status}: ${document.code}.`);
    this.name = 'ServiceProblem';
    this.document = document;
    this.headers = headers;
  }
}

/** A service cannot be reached, or does not answer in time. */
export class ServicesAway extends Error {
  constructor(options?: ErrorOptions) {
    super('The services of Waymark do not answer.', options);
    this.name = 'ServicesAway';
  }
}
