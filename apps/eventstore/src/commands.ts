import { text } from 'node:stream/consumers';
import { hashPassword } from './access/passwords.ts';
import { backUp, restore } from './storage/backup.ts';
import { verifyFile } from './storage/verify.ts';

/** What can be done with an events file beside serving it. */
const COMMANDS: Readonly<Record<string, (file: string, other: string | undefined) => Promise<string>>> = {
  backup: async (file, to) => {
    const copy = await backUp(file, required(to, 'backup <file to write>'));
    return `Backed up ${file} to ${copy.file} (${String(copy.bytes)} bytes, store ${copy.fileId}).`;
  },
  restore: async (file, from) => {
    const { events, streams, fileId } = await restore(required(from, 'restore <backup>'), file);
    return `Restored ${file}: ${String(events)} events in ${String(streams)} streams (store ${fileId}).`;
  },
  'hash-password': async () => hashPassword(passwordIn(await text(process.stdin))),
  verify: async (file) => {
    const { events, streams, faults } = verifyFile(file);
    if (faults.length > 0) throw new Error(`${file} is not sound. ${faults.join(' ')} Restore a backup.`);
    return `${file} is sound: ${String(events)} events in ${String(streams)} streams.`;
  },
};

/** All of what was typed or piped in, but the end of its line. */
function passwordIn(typed: string): string {
  const password = typed.replace(/\r?\n$/, '');
  if (password === '') throw new Error('The password is missing. Give it on standard input, on one line.');
  if (/[\r\n]/.test(password)) throw new Error('There is more than one line. Give the password on one line.');
  return password;
}

export type Command = () => Promise<string>;

/** The command named on the command line, or undefined where there is none and the node is to be served. */
export function commandOf(args: readonly string[], file: string): Command | undefined {
  const [name, other] = args;
  if (name === undefined) return undefined;
  const command = COMMANDS[name];
  if (command === undefined)
    throw new Error(`'${name}' is not a command. Say backup, restore, verify, hash-password, or nothing to serve.`);
  return () => command(file, other);
}

function required(value: string | undefined, usage: string): string {
  if (value === undefined) throw new Error(`The path is missing. Say: ${usage}.`);
  return value;
}
