import {
  CannotUnwrap,
  KeysAway,
  KeysGone,
  KeysOfAnotherStore,
  KeysThere,
  NoMasterKey,
  NotAKeyStore,
  WrongMasterKey,
} from '#privacy';
import { CannotDo } from './command.ts';

/** What can be wrong with the children's keys that whoever runs a command can put right. Its message says how. */
const forReader = [
  CannotUnwrap,
  KeysAway,
  KeysGone,
  KeysOfAnotherStore,
  KeysThere,
  NoMasterKey,
  NotAKeyStore,
  WrongMasterKey,
];

/** Does what needs the children's keys. Throws `CannotDo` where they are away, not there or do not open. */
export async function keysOrCannot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && forReader.some((kind) => error instanceof kind)
      ? new CannotDo(error.message)
      : error;
  }
}
