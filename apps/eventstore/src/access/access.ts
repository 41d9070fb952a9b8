import type { Call } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { Log } from '../storage/log.ts';
import { describedBy } from '../storage/streams.ts';
import { systemSettings } from './settings.ts';
import type { User } from './users.ts';

export type Operation = 'read' | 'write' | 'delete';

/** Who may do what. Without users, everybody on this machine may do everything. */
export type Access = {
  allows(user: User | undefined, operation: Operation, stream: string): boolean;
  /** Persistent subscription groups are made and looked after by operators. */
  isOperator(user: User | undefined): boolean;
};

export const OPEN_ACCESS: Access = { allows: () => true, isOperator: () => true };

const ADMINS = '$admins';
const OPERATORS = '$ops';
const EVERYBODY = '$all';

/**
 * EventStoreDB's rules: a stream's `$acl`; what it leaves unsaid, the node's own defaults (`$settings`) say; what they
 * leave unsaid too is everybody's where the stream is an ordinary one, and the administrators' where it is a system one.
 */
export function aclAccess(log: Log): Access {
  const settings = systemSettings(log);
  return {
    allows(user, operation, stream) {
      if (user === undefined) return false;
      const roles = [user.login, ...user.groups];
      if (roles.includes(ADMINS)) return true;
      const described = describedBy(stream);
      const subject = described ?? stream;
      const key = keyOf(operation, described !== undefined);
      const ofSystem = subject.startsWith('$');
      const wanted =
        grants(log.metadataOf(subject).acl, key) ??
        grants(settings()[ofSystem ? '$systemStreamAcl' : '$userStreamAcl'], key) ??
        (ofSystem ? [ADMINS] : [EVERYBODY]);
      return wanted.some((role) => role === EVERYBODY || roles.includes(role));
    },
    isOperator: (user) => user !== undefined && user.groups.some((group) => group === ADMINS || group === OPERATORS),
  };
}

/** Answers the call where it may not be served; true means the call is over. */
export function refuseAccess(access: Access, call: Call, operation: Operation, stream: string): boolean {
  if (access.allows(call.user, operation, stream)) return false;
  deny(call);
  return true;
}

export function refuseUnlessOperator(access: Access, call: Call): boolean {
  if (access.isOperator(call.user)) return false;
  deny(call);
  return true;
}

export function deny(call: Call): void {
  call.fail(STATUS.permissionDenied, 'Access Denied: ask an administrator for access to the stream.', {
    exception: 'access-denied',
  });
}

function keyOf(operation: Operation, ofMetadata: boolean): string {
  if (ofMetadata) return operation === 'read' ? '$mr' : '$mw';
  return operation === 'read' ? '$r' : operation === 'write' ? '$w' : '$d';
}

/** One role or a list of them; undefined where the list says nothing of the operation. */
function grants(acl: unknown, key: string): readonly string[] | undefined {
  if (typeof acl !== 'object' || acl === null) return undefined;
  const granted = (acl as Record<string, unknown>)[key];
  if (typeof granted === 'string') return [granted];
  return Array.isArray(granted) ? granted.map(String) : undefined;
}
