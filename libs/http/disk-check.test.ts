import { tmpdir } from 'node:os';
import { diskCheck } from './disk-check.ts';

const mebibyte = 1024 * 1024;

it.each([
  [0, false],
  [4 * mebibyte - 1, false],
  [4 * mebibyte, true],
  [900 * mebibyte, true],
])('with %i bytes of room on the disk of the events a service is ready: %s', async (room, ready) => {
  const { name, standing } = diskCheck('events', '/data', () => Promise.resolve(room));
  expect(name).toBe('disk of the events');
  expect(await standing()).toMatchObject({ ready });
});

it('says of a full disk what is refused, what goes on, and what to do', async () => {
  const { sentence } = await diskCheck('keys', '/data', () => Promise.resolve(20_480)).standing();
  expect(sentence).toContain('(20 KiB are left)');
  expect(sentence).toContain('Posts, and whatever names a child (worklists too), are answered 503');
  expect(sentence).toContain('figures go on');
  expect(sentence).toContain('no restart is needed');
});

it('asks the system of the disk a folder lies on, and holds nothing against one it tells nothing of', async () => {
  expect(await diskCheck('events', tmpdir()).standing()).toMatchObject({ ready: true });
  expect(await diskCheck('events', '/there/is/no/such/folder').standing()).toMatchObject({ ready: true });
  // As some mounts do, it says that it has neither room nor size.
  expect(await diskCheck('events', '/proc').standing()).toMatchObject({ ready: true });
});
