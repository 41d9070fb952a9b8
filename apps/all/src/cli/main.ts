import { parseArgs } from 'node:util';
import { BadSettings } from '#http';
import { FolderUnusable } from '../data-folder.ts';
import { CalledWrongly, CannotDo, remark, say, type Action, type Command, type Given } from './command.ts';

/** A command, loaded when it is asked for, so that one does not wait for what another needs. */
interface Listed {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Listed>> = {
  token: {
    summary: 'Print a development token for one user of one authority, with its roles.',
    load: async () => (await import('./token.ts')).token,
  },
  eventstore: {
    summary: 'Run the embedded event store by itself.',
    load: async () => (await import('./eventstore.ts')).eventstore,
  },
  backup: {
    summary: 'Copy the events and the keys of the data folder, also while Waymark runs.',
    load: async () => (await import('./backup.ts')).backup,
  },
  restore: {
    summary: 'Put copies in the place of events or keys that are gone.',
    load: async () => (await import('./restore.ts')).restore,
  },
  move: {
    summary: 'Take everything that is recorded over into another event store.',
    load: async () => (await import('./move.ts')).move,
  },
  'import-census': {
    summary: 'Take over an authority’s children in need census files, of one year or several.',
    load: async () => (await import('./import-census.ts')).importCensus,
  },
  published: {
    summary: 'Print published figures beside those derived from the facts.',
    load: async () => (await import('./published.ts')).published,
  },
  rebuild: {
    summary: 'Make the read model anew from the event store, and swap it in.',
    load: async () => (await import('./rebuild.ts')).rebuild,
  },
  explain: {
    summary: 'Explain a child’s due days: the rule, its source, each day and why it counted.',
    load: async () => (await import('./explain.ts')).explain,
  },
  'subject-access': {
    summary: 'Write everything held on one child, for the person it is about.',
    load: async () => (await import('./subject-access.ts')).subjectAccess,
  },
  erase: {
    summary: 'Erase what is said of a child in words, for good, on an order.',
    load: async () => (await import('./erase.ts')).erase,
  },
  'rotate-keys': {
    summary: 'Put a new master key in the place of the old, and complete pending erasures.',
    load: async () => (await import('./rotate-keys.ts')).rotateKeys,
  },
  anchor: {
    summary: 'Sign where every stream stands, so that it can be proven later.',
    load: async () => (await import('./anchor.ts')).anchor,
  },
  'export-census': {
    summary: 'Write the children in need census of a year, judged by DfE’s rules first.',
    load: async () => (await import('./export-census.ts')).exportCensus,
  },
  'export-annex-a': {
    summary: 'Write Ofsted’s child-level lists for an inspection, as a workbook or CSV.',
    load: async () => (await import('./export-annex-a.ts')).exportAnnexA,
  },
  'export-dfe': {
    summary: 'Write the payloads of DfE’s Children’s Social Care API, all or what changed.',
    load: async () => (await import('./export-feeds.ts')).exportDfe,
  },
  'export-ssd': {
    summary: 'Write the tables of the Standard Safeguarding Dataset.',
    load: async () => (await import('./export-feeds.ts')).exportSsd,
  },
  'export-cp-is': {
    summary: 'Write who is on a plan or looked after, for NHS settings, all or what changed.',
    load: async () => (await import('./export-feeds.ts')).exportCpIs,
  },
  bundle: {
    summary: 'Make one child’s record, with its proofs, for a recipient outside.',
    load: async () => (await import('./bundle.ts')).bundle,
  },
  verify: {
    summary: 'Verify one child’s facts, or everything, against digests and anchors; also with no server.',
    load: async () => (await import('./verify.ts')).verify,
  },
  receipt: {
    summary: 'Publish a figure, issue it again as it was, or explain what moved it.',
    load: async () => (await import('./receipt.ts')).receipt,
  },
  whatif: {
    summary: 'Replay the caseload under a draft of rules: what would become late, and every measure.',
    load: async () => (await import('./whatif.ts')).whatif,
  },
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    overview();
    return 0;
  }
  const listed = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (listed === undefined) {
    throw new CalledWrongly(`There is no command ${name}. There are: ${Object.keys(commands).join(', ')}.`);
  }
  const whole = { summary: listed.summary, ...(await listed.load()) };
  const [called, command, rest] = actionIn(name, whole, args);
  if (rest.includes('--help') || rest.includes('-h')) {
    say(helpOf(called, command));
    return 0;
  }
  const { given, named } = givenIn(called, command, rest);
  return command.run(given, named);
}

/** The command, or the action of it that the first argument names. */
function actionIn(
  name: string,
  command: Command & Action,
  args: readonly string[],
): readonly [called: string, command: Command & Action, rest: readonly string[]] {
  const [first, ...rest] = args;
  const { actions } = command;
  if (actions === undefined || first === undefined || first.startsWith('-')) return [name, command, args];
  const action = Object.hasOwn(actions, first) ? actions[first] : undefined;
  if (action !== undefined) return [`${name} ${first}`, action, rest];
  throw new CalledWrongly(
    `There is no waymark ${name} ${first}. There are: ${Object.keys(actions).join(', ')}, or none of them.`,
  );
}

function givenIn(name: string, { options, takes }: Command, args: readonly string[]): Parsed {
  const config = Object.fromEntries(
    Object.entries(options).map(([option, { value, many }]) => [
      option,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: many === true },
    ]),
  );
  const { given, named } = parsed(name, config, args, takes !== undefined);
  const missing = Object.entries(options).filter(([option, { needed }]) => needed === true && !given[option]);
  if (missing.length > 0) {
    const names = missing.map(([option, { value }]) => `--${option} ${value ?? ''}`.trim()).join(' and ');
    throw new CalledWrongly(`waymark ${name} needs ${names}. See npx waymark ${name} --help.`);
  }
  if (takes !== undefined && named.length === 0) {
    throw new CalledWrongly(`waymark ${name} needs ${takes}. See npx waymark ${name} --help.`);
  }
  return { given, named };
}

/** What a command was given: by option, and by itself. */
interface Parsed {
  readonly given: Given;
  readonly named: readonly string[];
}

function parsed(
  name: string,
  options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>,
  args: readonly string[],
  takesNamed: boolean,
): Parsed {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: takesNamed });
    const given = Object.fromEntries(
      Object.entries(values).map(([option, value]) => [option, value === true ? '' : String(value)]),
    );
    return { given, named: positionals };
  } catch (error) {
    const sentence = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new CalledWrongly(`${sentence ?? ''}. See npx waymark ${name} --help.`);
  }
}

function overview(): void {
  say('Usage, from the project’s folder: npx waymark <command> [options]\n');
  for (const [name, { summary }] of Object.entries(commands)) say(`  ${name.padEnd(15)} ${summary}`);
  say('\nnpx waymark <command> --help says more. WAYMARK_DATA names the data folder (default .waymark).');
}

function helpOf(name: string, { summary, options, more, takes, actions = {} }: Command & Action): string {
  const lines = Object.entries(options).map(
    ([option, { meaning, value, needed }]) =>
      `  ${`--${option}${value === undefined ? '' : ` ${value}`}`.padEnd(22)} ${meaning}${needed === true ? ' Needed.' : ''}`,
  );
  const listed = Object.entries(actions).map(
    ([action, { summary: does }]) => `  npx waymark ${name} ${action.padEnd(14)} ${does}`,
  );
  const head = `npx waymark ${name}${takes === undefined ? '' : ` ${takes}`}${lines.length > 0 ? ' [options]' : ''}\n\n${summary}`;
  return [head, lines.join('\n'), listed.join('\n'), more]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}

process.stdout.on('error', () => process.exit(0));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CalledWrongly) process.exitCode = 2;
  else if (error instanceof CannotDo || error instanceof BadSettings || error instanceof FolderUnusable) {
    process.exitCode = 1;
  } else throw error;
  remark(error.message);
}
