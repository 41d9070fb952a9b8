import type { Call, Rpc } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { CommitHooks } from '../storage/commit.ts';
import type { Fault } from './fault.ts';
import { gate, type Gate } from './gate.ts';
import { startKiller } from './killer.ts';

/** Spoils the node's service in the ways a test asks for. A node that is not told to have one has none. */
export type FaultInjector = {
  /** Resolves when the node is broken in that way. */
  readonly inject: (fault: Fault) => Promise<void>;
  readonly hooks: CommitHooks;
  spoil(rpcs: ReadonlyMap<string, Rpc>): ReadonlyMap<string, Rpc>;
  /** Gives the injector what it breaks, once that is there. */
  attach(parts: Breakable): void;
};

export type Breakable = {
  dropConnections(): void;
  /** Copies what the log holds into the events file. */
  checkpoint(): void;
};

/** What is wrong at the moment. */
type Ills = {
  stalled: string | undefined;
  delay: { readonly milliseconds: number; readonly rpc: string | undefined } | undefined;
  refusals: {
    readonly status: typeof STATUS.aborted | typeof STATUS.unavailable;
    readonly rpc?: string | undefined;
    left: number;
  }[];
  duplicates: number;
  crash: 'before' | 'after' | undefined;
  dropsAfterCommit: number;
  /** What SQLite says of every write. */
  disk: keyof typeof DISK | undefined;
  slowDiskMilliseconds: number;
};

const EVERY = '*';
/** What SQLite throws when the disk is like that. */
const DISK = {
  'disk-full': { message: 'database or disk is full', sqliteCode: 13 },
  'disk-read-only': { message: 'attempt to write a readonly database', sqliteCode: 8 },
} as const;

/** `file` is the events file. */
export function faultInjector(file: string): FaultInjector {
  const ills = healthy();
  const gates = new Set<Gate>();
  let parts: Breakable | undefined;
  let dyingInCheckpoint = false;

  function resume(): void {
    Object.assign(ills, healthy());
    for (const each of gates) each.release();
  }

  return {
    async inject(fault) {
      if (fault.fault === 'resume') resume();
      else if (fault.fault === 'drop') parts?.dropConnections();
      else if (fault.fault === 'crash-after') await startKiller({ after: fault.milliseconds * 1000 });
      else if (fault.fault === 'crash-in-checkpoint') {
        await startKiller({ log: `${file}-shm`, after: fault.microseconds ?? 0 });
        dyingInCheckpoint = true;
      } else contract(ills, fault);
    },
    hooks: {
      beforeCommit: () => {
        if (ills.crash === 'before') process.kill(process.pid, 'SIGKILL');
        if (ills.slowDiskMilliseconds > 0) pause(ills.slowDiskMilliseconds);
        if (ills.disk !== undefined) throw Object.assign(new Error(), DISK[ills.disk]);
      },
      afterCommit: () => {
        if (ills.crash === 'after') process.kill(process.pid, 'SIGKILL');
        if (dyingInCheckpoint) parts?.checkpoint();
        if (ills.dropsAfterCommit <= 0) return;
        ills.dropsAfterCommit -= 1;
        parts?.dropConnections();
      },
    },
    spoil: (rpcs) => new Map([...rpcs].map(([path, rpc]) => [path, spoiled(rpc, nameOf(path), ills, gates)])),
    attach: (given) => {
      parts = given;
    },
  };
}

function healthy(): Ills {
  return {
    stalled: undefined,
    delay: undefined,
    refusals: [],
    duplicates: 0,
    crash: undefined,
    dropsAfterCommit: 0,
    disk: undefined,
    slowDiskMilliseconds: 0,
  };
}

type Lasting = Exclude<Fault, { fault: 'resume' | 'drop' | 'crash-after' | 'crash-in-checkpoint' }>;

function contract(ills: Ills, fault: Lasting): void {
  switch (fault.fault) {
    case 'stall':
      ills.stalled = fault.rpc ?? EVERY;
      break;
    case 'delay':
      ills.delay = { milliseconds: fault.milliseconds, rpc: fault.rpc };
      break;
    case 'abort':
    case 'unavailable': {
      const status = fault.fault === 'abort' ? STATUS.aborted : STATUS.unavailable;
      ills.refusals.push({ status, rpc: fault.rpc, left: fault.count ?? 1 });
      break;
    }
    case 'duplicate':
      ills.duplicates = fault.count ?? 1;
      break;
    case 'drop-after-commit':
      ills.dropsAfterCommit = fault.count ?? 1;
      break;
    case 'disk-full':
    case 'disk-read-only':
      ills.disk = fault.fault;
      break;
    case 'slow-disk':
      ills.slowDiskMilliseconds = fault.milliseconds;
      break;
    case 'crash-before-commit':
      ills.crash = 'before';
      break;
    case 'crash-after-commit':
      ills.crash = 'after';
      break;
  }
}

/** The same RPC, with the ills of the moment between it and its caller. */
function spoiled(rpc: Rpc, name: string, ills: Ills, gates: Set<Gate>): Rpc {
  const isStalled = (): boolean => ills.stalled === EVERY || ills.stalled === name;
  const delay = (): number =>
    ills.delay !== undefined && (ills.delay.rpc ?? name) === name ? ills.delay.milliseconds : 0;
  return (call) => {
    const incoming = gate(isStalled, () => 0);
    const outgoing = gate(isStalled, delay);
    for (const each of [incoming, outgoing]) gates.add(each);
    call.onClose(() => {
      for (const each of [incoming, outgoing]) gates.delete(each);
    });
    const behaviour = rpc(behind(outgoing, call, name, ills));
    return {
      message: (bytes) => {
        incoming.pass(() => {
          if (!call.closed && !refused(call, name, ills)) behaviour.message(bytes);
        });
      },
      end: () => {
        incoming.pass(() => {
          if (!call.closed) behaviour.end?.();
        });
      },
    };
  };
}

function refused(call: Call, name: string, ills: Ills): boolean {
  const refusal = ills.refusals.find(({ rpc, left }) => left > 0 && (rpc ?? name) === name);
  if (refusal === undefined) return false;
  refusal.left -= 1;
  call.fail(refusal.status, 'A test asked for this failure.');
  return true;
}

/** The call with its answers held up by the gate. */
function behind(outgoing: Gate, call: Call, name: string, ills: Ills): Call {
  return {
    ...call,
    get closed() {
      return call.closed;
    },
    send: (message) => outgoing.pass(() => call.send(message)),
    sendFramed: (frames) => {
      // A subscription under way is ended as a real server ends that of a slow consumer.
      if (refused(call, name, ills)) return;
      const times = ills.duplicates > 0 ? 2 : 1;
      if (times === 2) ills.duplicates -= 1;
      for (let time = 0; time < times; time++) outgoing.pass(() => call.sendFramed(frames));
    },
    drained: () => outgoing.drained().then(() => call.drained()),
    end: () => outgoing.pass(() => call.end()),
    fail: (status, text, trailers) => outgoing.pass(() => call.fail(status, text, trailers)),
  };
}

/** Holds up the whole thread, as waiting for a disk does. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
