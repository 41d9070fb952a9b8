/** What a fact is called where it is one of several to choose from: InitialConferenceHeld as "Initial conference held". */
export function factTitle(type: string): string {
  const words = apart(type).join(' ').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** How its form is addressed: initial-conference-held. */
export function factSlug(type: string): string {
  return apart(type).join('-').toLowerCase();
}

function apart(type: string): readonly string[] {
  return type.match(/[A-Z][a-z]*[0-9]*/g) ?? [type];
}
