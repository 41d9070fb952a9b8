// Given to a process with --import: it may have its disks filled. What then writes to a file beyond what it may is refused by
// the kernel as on a full disk, and told of it by a signal besides, which would end the process.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('SIGXFSZ', () => undefined);
