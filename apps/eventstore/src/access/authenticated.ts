import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import { TooManyGuesses, type User, type Users } from './users.ts';

/** Open to all: clients ask what the node can do, and where it is, before they say who they are. */
const ANONYMOUS: ReadonlySet<string> = new Set([
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
  '/event_store.client.gossip.Gossip/Read',
]);

/** The same RPCs for callers who have said who they are. */
export function authenticated(rpcs: ReadonlyMap<string, Rpc>, users: Users): ReadonlyMap<string, Rpc> {
  return new Map([...rpcs].map(([path, rpc]) => [path, ANONYMOUS.has(path) ? rpc : forUsers(rpc, users)]));
}

function forUsers(rpc: Rpc, users: Users): Rpc {
  return (call) => {
    const header = call.headers.authorization;
    if (header === undefined) {
      refuse(call);
      return { message: () => undefined };
    }
    const user = users.known(header);
    return user === undefined ? afterAuthentication(rpc, call, users.authenticate(header)) : rpc(as(call, user));
  };
}

/** Nothing the caller sends is read until it is known who calls: it waits in order, and the caller with it. */
function afterAuthentication(rpc: Rpc, call: Call, answer: Promise<User | undefined>): ReturnType<Rpc> {
  let behaviour: ReturnType<Rpc> | undefined;
  call.pause();
  answer.then(
    (user) => {
      if (user === undefined) {
        refuse(call);
        return;
      }
      behaviour = rpc(as(call, user));
      call.resume();
    },
    (error: unknown) => {
      if (error instanceof TooManyGuesses) call.fail(STATUS.unavailable, error.message);
      else call.fail(STATUS.internal, 'The event store node could not check who is calling.');
    },
  );
  return {
    message: (bytes) => behaviour?.message(bytes),
    end: () => behaviour?.end?.(),
  };
}

function as(call: Call, user: User): Call {
  return {
    ...call,
    get closed() {
      return call.closed;
    },
    user,
  };
}

function refuse(call: Call): void {
  call.fail(STATUS.unauthenticated, 'Unauthenticated: give the login and password of a user of this event store.');
}
