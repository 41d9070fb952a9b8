import {
  actLines,
  administration,
  exports,
  factLines,
  officeHours,
  queries,
  roles,
  type Act,
  type ActLine,
  type Cell,
  type Line,
} from '#access';
import { catalogue, factTypes } from '#events';
import { table } from './docs-table.ts';

/** Who may do what, cell by cell, and why. */
export function authorisationDocument(): string {
  return `# Who may do what

One table (libs/access), asked in one place, deny by default. A token is good for one authority; whoever has several roles
may what one of them may. **yes**; **own** — of children whose case is allocated to the person; **countersigned** — recorded,
and waits for somebody with the role to countersign; **out of hours** — a decision of another role: taken out of hours it is
recorded and waits to be countersigned, else it is denied; **import** — only in a post that tells what another record told;
**no**. Out of hours is outside ${officeHours.from} to ${officeHours.until}, Monday to Friday, and on bank holidays: a rule of the house, by the day and
time of the decision. Facts that protect a child are recorded whichever of caseworker, manager and chair posts them,
of a restricted record too.

Of a restricted record nobody may anything but the people named, and whoever broke the glass, for as long as that lasts; a
person barred for a conflict of interest may nothing in any case. See docs/adr.

## Facts

${table(
  ['fact', ...roles],
  factTypes.map((type) => [marked(type), ...roles.map((role) => word(factLines[type][role]))]),
)}
Protective facts are in **bold**. Corrections and moves are gated as the facts they touch, previews as the facts they preview.

### Why

${table(
  ['fact', 'who', 'why'],
  factTypes.flatMap((type) => whys(type, factLines[type])),
)}
## Queries

${acts(queries)}
## Exports

${acts(exports)}
## Administrative acts

${acts(administration)}
## Why

${table(
  ['act', 'who', 'why'],
  [queries, exports, administration].flatMap((of) => namesOf(of).flatMap((act) => whys(act, actLines[act]))),
)}`;
}

function acts(of: Partial<Readonly<Record<Act, string>>>): string {
  const lines = namesOf(of).map((act) => [
    `\`${act}\``,
    of[act] ?? '',
    ...roles.map((role) => word(actLines[act][role])),
    opened(actLines[act]),
  ]);
  return table(['act', 'what', ...roles, 'personal texts opened for'], lines);
}

function namesOf(of: Partial<Readonly<Record<Act, string>>>): readonly Act[] {
  return Object.keys(of) as readonly Act[];
}

function opened({ opens }: ActLine): string {
  return opens.length === 0 ? 'nobody' : opens.join(', ');
}

function marked(type: (typeof factTypes)[number]): string {
  return catalogue[type].protective === true ? `**${type}**` : type;
}

/** The reasons of a line, each with the roles it is said of. */
function whys(name: string, line: Line): readonly (readonly string[])[] {
  const reasons = [...new Set(roles.map((role) => line[role].reason))];
  return reasons.map((reason) => {
    const whose = roles.filter((role) => line[role].reason === reason);
    return [name, whose.map((role) => `${role} (${word(line[role])})`).join(', '), reason];
  });
}

function word({ effect }: Cell): string {
  return words[effect];
}

const words: Readonly<Record<Cell['effect'], string>> = {
  allow: 'yes',
  'own-allocation': 'own',
  countersignature: 'countersigned',
  'out-of-hours': 'out of hours',
  'import-only': 'import',
  deny: 'no',
};
