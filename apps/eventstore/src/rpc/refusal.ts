import type { Call } from '../http2/call.ts';
import { STATUS } from '../http2/status.ts';
import type { StorageFault } from '../storage/fault.ts';
import type { Expected } from '../wire/requests.ts';

/** EventStoreDB's default limit on one append, in bytes of data, metadata and type. */
export const APPEND_LIMIT = 1024 * 1024;

/** The refusals that clients turn into their own error classes, by the `exception` trailer. */
export function refuseDeleted(call: Call, stream: string): void {
  call.fail(STATUS.failedPrecondition, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

export function refuseRevision(call: Call, stream: string, expected: Expected, current: number): void {
  const expectation = String(EXPECTATION[expected] ?? expected);
  call.fail(
    STATUS.failedPrecondition,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectation}, Actual version: ${String(current)}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expectation,
      'actual-version': String(current),
    },
  );
}

export function refuseSize(call: Call): void {
  call.fail(STATUS.invalidArgument, `Maximum Append Size of ${String(APPEND_LIMIT)} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(APPEND_LIMIT),
  });
}

export function refuseMissing(call: Call, properties: readonly string[]): void {
  call.fail(STATUS.invalidArgument, `Required Metadata Property '${properties.join(', ')}' is missing`, {
    exception: 'missing-required-metadata-property',
    // All that are required, not only those that are missing, as a real server lists them.
    'required-metadata-properties': 'type,content-type',
  });
}

export function refuseDeadline(call: Call): void {
  call.fail(STATUS.deadlineExceeded, 'The append was not made: its deadline had passed.');
}

export function refuseFault(call: Call, fault: StorageFault): void {
  call.fail(faultStatus(fault), fault.reason);
}

export function faultStatus(
  fault: StorageFault,
): typeof STATUS.resourceExhausted | typeof STATUS.failedPrecondition | typeof STATUS.unknown {
  if (fault.kind === 'full') return STATUS.resourceExhausted;
  return fault.kind === 'defect' ? STATUS.unknown : STATUS.failedPrecondition;
}

/** The numbers by which EventStoreDB speaks of the three statements. */
const EXPECTATION: Readonly<Record<string, number>> = { 'no-stream': -1, any: -2, 'stream-exists': -4 };
