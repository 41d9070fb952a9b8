import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyStore, openText, sealText, type KeyStore } from './index.ts';

let folder = '';
let keys: KeyStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-texts-'));
  keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey: createSecretKey(randomBytes(32)), now: () => 0 });
});

afterEach(async () => {
  await keys.close();
  rmSync(folder, { recursive: true });
});

const child = { authority: '855', child: 'A1' };
const why = 'Her father works in this team.';

describe('a text beside the journeys', () => {
  it('is read again where it was sealed, and nowhere else', async () => {
    const sealed = await sealText(keys, child, 'entry-1', 'reason', why);
    expect(JSON.stringify(sealed)).not.toContain('father');
    expect(await openText(keys, child, 'entry-1', 'reason', sealed)).toEqual({ text: why });
    for (const elsewhere of [
      openText(keys, child, 'entry-2', 'reason', sealed),
      openText(keys, child, 'entry-1', 'note', sealed),
      openText(keys, { authority: '855', child: 'A2' }, 'entry-1', 'reason', sealed),
      openText(keys, { authority: '855' }, 'entry-1', 'reason', sealed),
    ])
      expect(await elsewhere).toEqual({ closed: 'unreadable' });
  });

  it('about a child goes with the child’s key; about no child it stays', async () => {
    const ofChild = await sealText(keys, child, 'entry-1', 'reason', why);
    const ofNobody = await sealText(keys, { authority: '855' }, 'entry-2', 'note', 'Agreed at the board.');
    await keys.erase('855', 'A1');
    expect(await openText(keys, child, 'entry-1', 'reason', ofChild)).toEqual({ closed: 'erased' });
    expect(await openText(keys, { authority: '855' }, 'entry-2', 'note', ofNobody)).toEqual({
      text: 'Agreed at the board.',
    });
  });

  it('stored before it was sealed is told as it stands, and what is no text is not', async () => {
    expect(await openText(keys, child, 'entry-1', 'reason', why)).toEqual({ text: why });
    expect(await openText(keys, child, 'entry-1', 'reason', undefined)).toEqual({ closed: 'unreadable' });
  });
});
