import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyStore, textsUnder, type KeyStore } from './index.ts';

let folder = '';
let keys: KeyStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-texts-'));
  keys = openKeyStore({ url: join(folder, 'keys.db'), masterKey: createSecretKey(randomBytes(32)), now: () => 0 });
});

afterEach(() => {
  keys.close();
  rmSync(folder, { recursive: true });
});

const child = { authority: '855', child: 'A1' };
const why = 'Her father works in this team.';

describe('a text beside the journeys', () => {
  it('is read again where it was sealed, and nowhere else', async () => {
    const texts = textsUnder(keys);
    const sealed = await texts.seal(child, 'entry-1', 'reason', why);
    expect(JSON.stringify(sealed)).not.toContain('father');
    expect(await texts.open(child, 'entry-1', 'reason', sealed)).toEqual({ text: why });
    for (const elsewhere of [
      texts.open(child, 'entry-2', 'reason', sealed),
      texts.open(child, 'entry-1', 'note', sealed),
      texts.open({ authority: '855', child: 'A2' }, 'entry-1', 'reason', sealed),
      texts.open({ authority: '855' }, 'entry-1', 'reason', sealed),
    ])
      expect(await elsewhere).toEqual({ closed: 'unreadable' });
  });

  it('about a child goes with the child’s key; about no child it stays', async () => {
    const texts = textsUnder(keys);
    const ofChild = await texts.seal(child, 'entry-1', 'reason', why);
    const ofNobody = await texts.seal({ authority: '855' }, 'entry-2', 'note', 'Agreed at the board.');
    keys.erase('855', 'A1');
    expect(await texts.open(child, 'entry-1', 'reason', ofChild)).toEqual({ closed: 'erased' });
    expect(await texts.open({ authority: '855' }, 'entry-2', 'note', ofNobody)).toEqual({
      text: 'Agreed at the board.',
    });
  });

  it('stored before it was sealed is told as it stands, and what is no text is not', async () => {
    const texts = textsUnder(keys);
    expect(await texts.open(child, 'entry-1', 'reason', why)).toEqual({ text: why });
    expect(await texts.open(child, 'entry-1', 'reason', undefined)).toEqual({ closed: 'unreadable' });
  });
});
