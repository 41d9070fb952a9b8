/** An option of a command: `--name value`, or `--name` alone. */
export interface Option {
  readonly meaning: string;
  /** What stands for its value in the help; a flag has none. */
  readonly value?: string;
  /** It may be given several times: the values come with commas between. */
  readonly many?: boolean;
  /** The command cannot run without it. */
  readonly needed?: boolean;
}

export type Given = Readonly<Record<string, string | undefined>>;

/** Something `waymark` does. */
export interface Command {
  readonly options: Readonly<Record<string, Option>>;
  /** More for its help: what it reads, what it changes, an example. */
  readonly more?: string;
  /** What else it does, named after it: `waymark eventstore verify`. */
  readonly actions?: Readonly<Record<string, Action>>;
  /** Resolves with the exit code: 0 when all is well. `given` holds an empty text for a flag, `named` what was given by itself. */
  readonly run: (given: Given, named: readonly string[]) => Promise<number>;
  /** What stands in the help for what it is given without an option's name, such as files; without it, it takes none. */
  readonly takes?: string;
}

/** A command under a command. */
export interface Action extends Omit<Command, 'actions'> {
  readonly summary: string;
}

/** The command was called in a way it cannot answer. The message is a sentence; the exit code is 2. */
export class CalledWrongly extends Error {
  override readonly name = 'CalledWrongly';
}

/** The command cannot do what it was asked, for a reason its reader can put right. The exit code is 1. */
export class CannotDo extends Error {
  override readonly name = 'CannotDo';
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Progress and remarks: kept apart from what a command prints for use elsewhere. */
export function remark(line: string): void {
  process.stderr.write(`${line}\n`);
}
