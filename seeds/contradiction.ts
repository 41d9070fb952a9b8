/** Targets that no history can meet together. The message names both sides and the arithmetic that fails. */
export class TargetsContradict extends Error {
  constructor(authority: string, what: string) {
    super(`The targets of ${authority} cannot all be met: ${what}. Correct one of them in seeds/targets.json.`);
    this.name = 'TargetsContradict';
  }
}

/** Stops the building of journeys unless the count can be met. */
export function demand(met: boolean, authority: string, what: string): asserts met {
  if (!met) throw new TargetsContradict(authority, what);
}
