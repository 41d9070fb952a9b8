import { journeyMachine } from '#journey';

/** As much of XState's state nodes as is drawn. */
interface Node {
  readonly key: string;
  readonly type: string;
  readonly path: readonly string[];
  readonly states: Readonly<Record<string, Node>>;
  readonly initial: { readonly target?: readonly Node[] | undefined } | undefined;
  readonly transitions: ReadonlyMap<string, readonly Arm[]>;
}

interface Arm {
  readonly target?: readonly Node[] | undefined;
  readonly meta?: { readonly refusal: string } | undefined;
  readonly guard?: unknown;
}

/** One region of the journey, drawn. */
export interface RegionDiagram {
  readonly name: string;
  readonly mermaid: string;
}

/** Draws the regions of order as Mermaid state diagrams, straight from the machine: arms as arrows, refusals as notes. */
export function regionDiagrams(): readonly RegionDiagram[] {
  const root: Node = journeyMachine.root;
  return Object.values(root.states)
    .filter((region) => region.key !== 'record')
    .map((region) => ({
      name: inWords(region.key),
      mermaid: ['stateDiagram-v2', ...(region.type === 'parallel' ? sideBySide(region) : states(region))].join('\n'),
    }));
}

/** The regions that a child's protection runs through in one diagram, without the notes: what moves them, and where to. */
export function journeyAtAGlance(): string {
  const regions = Object.values((journeyMachine.root as Node).states).filter(({ key }) => atAGlance.includes(key));
  return ['stateDiagram-v2', ...regions.flatMap(boxed)].join('\n');
}

const atAGlance: readonly string[] = ['case', 'enquiry', 'plan'];

function boxed(region: Node): string[] {
  return [
    `  state "${inWords(region.key)}" as ${id(region)} {`,
    ...[...named(region), ...moves(region)].map((line) => `  ${line}`),
    '  }',
  ];
}

function sideBySide(node: Node): string[] {
  return Object.values(node.states).flatMap((child) => [
    `  state "${inWords(child.key)}" as ${id(child)} {`,
    ...states(child).map((line) => `  ${line}`),
    '  }',
  ]);
}

function states(region: Node): string[] {
  return [...named(region), ...moves(region), ...Object.values(region.states).flatMap(notes)];
}

function named(region: Node): string[] {
  return Object.values(region.states).map((state) => `  state "${inWords(state.key)}" as ${id(state)}`);
}

function moves(region: Node): string[] {
  const [first] = region.initial?.target ?? [];
  return [...(first ? [`  [*] --> ${id(first)}`] : []), ...Object.values(region.states).flatMap(arrows)];
}

/** An arm that stays where it is without remark is in the notes: an arrow for each would hide the journey. */
function arrows(state: Node): string[] {
  return armsOf(state).flatMap(({ fact, arm }) => {
    const [target] = arm.target ?? [];
    if (target === undefined || arm.meta !== undefined) return [];
    const condition = conditionOf(arm);
    return [`  ${id(state)} --> ${id(target)}: ${fact}${condition === '' ? '' : ` [${condition}]`}`];
  });
}

function notes(state: Node): string[] {
  const accepted = new Set<string>();
  const refused = new Map<string, Set<string>>();
  for (const { fact, arm } of armsOf(state)) {
    if (arm.meta !== undefined) addTo(refused, arm.meta.refusal, fact === '*' ? 'every other fact' : fact);
    else if (arm.target === undefined) accepted.add(fact);
  }
  // Facts refused by the same codes share a line.
  const byFacts = new Map<string, Set<string>>();
  for (const [code, facts] of refused) addTo(byFacts, [...facts].join(', '), code);
  const lines = [...byFacts].map(([facts, codes]) => `refused, ${[...codes].join(' or ')}: ${facts}`);
  if (accepted.size > 0) lines.unshift(`accepted here: ${[...accepted].join(', ')}`);
  if (lines.length === 0) return [];
  return [`  note right of ${id(state)}`, ...lines.map((line) => `    ${line}`), '  end note'];
}

function armsOf(state: Node): { readonly fact: string; readonly arm: Arm }[] {
  return [...state.transitions].flatMap(([fact, arms]) => arms.map((arm) => ({ fact, arm })));
}

function conditionOf({ guard }: Arm): string {
  if (typeof guard === 'string') return inWords(guard);
  if (!isParameterised(guard)) return '';
  return [inWords(guard.type), ...Object.values(guard.params).map(String)].join(' ');
}

function isParameterised(guard: unknown): guard is { readonly type: string; readonly params: object } {
  return typeof guard === 'object' && guard !== null && 'type' in guard && 'params' in guard;
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set<string>();
  sets.set(key, set.add(value));
}

function id(node: Node): string {
  return node.path.join('_');
}

/** awaitingConference → awaiting conference. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
