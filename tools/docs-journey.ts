import { regionDiagrams } from './diagram.ts';

const about: Readonly<Record<string, string>> = {
  child: 'A child is registered before anything else is said of them.',
  circumstance:
    'What is so of a child beside any case: worker, families, care, and plans of other authorities, which are never counted.',
  case: 'An episode of need: from a referral until it is closed, or decided to need nothing more.',
  contact: 'Each contact is received once and decided once, and never needs an open case.',
  decision: 'Each referral is decided once.',
  transfer: 'A move into the area on another authority’s plan, from the notification to its conference.',
  assessment: 'One assessment of a kind at a time; an initial and a core assessment may overlap.',
  enquiry: 'From the strategy discussion that began it to its conference, or to the finding that none is needed.',
  plan: 'Decided at a conference, started the same day, reviewed until it ends.',
};

/** The journey as it is enforced: drawn from the machine that judges every fact. */
export function journeyDocument(): string {
  const regions = regionDiagrams().map(
    ({ name, mermaid }) => `## ${capital(name)}\n\n${about[name] ?? ''}\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n`,
  );
  return `# The journey

These regions stand side by side, and every fact is put to all of them. It is recorded when at least one accepts it and
none refuses. Arrows are facts that move a region; notes list the facts it accepts without moving, and those it refuses,
with the code of the refusal (see [refusals](refusals.md)). What is recorded late is judged where it happened.

${regions.join('\n')}`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
