import fs from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { currentAnchorKey, NoAnchorKey, type AnchorKey } from '#privacy';
import {
  anchorLog,
  bundleOf,
  NotToBeFound,
  operatorFor,
  recorder,
  type Disclosure,
  type DisclosureAsked,
} from '#recording';
import { londonDate } from '#calendar';
import { journeyLaws } from '#journey';
import type { Store } from '#store';
import type { Settings } from '../config.ts';
import { recipientFaults } from '../../../audit/src/bundle.dto.ts';
import { CalledWrongly, CannotDo, remark, say, type Command } from './command.ts';
import { enterLook } from './looked.ts';
import { orCannotWrite } from './with-feeds.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Makes one child's record, with its proofs, for a recipient outside. */
export const bundle: Command = {
  options: {
    authority: { value: 'CODE', needed: true, meaning: 'The child’s authority.' },
    child: { value: 'ID', needed: true, meaning: 'The child.' },
    for: { value: 'TEXT', needed: true, meaning: 'Who it is for: printed in it, and so part of what is signed.' },
    out: { value: 'FILE', needed: true, meaning: 'The file to write, a ZIP. It must not exist.' },
    open: { value: 'TEXTS', meaning: 'child (default), all, none, or FACT.FIELD,FACT.FIELD besides the child’s own.' },
    withhold: { value: 'IDS', meaning: 'Facts to withhold whole, by their ids, with commas between.' },
  },
  more: `What was recorded here and is another child's is withheld whole. Of sealed texts only the child's own name and numbers are
opened: read the others for what they say of other people, and name with --open those that this recipient may have. Where facts
are withheld with --withhold, the report tells neither standing nor duties. Giving it out is in the access log. The same record, recipient and anchors give the
same bytes. Check it with "npx waymark verify --bundle FILE"; docs/evidence.md says what it proves.`,
  run: async ({ authority = '', child = '', for: recipient = '', out = '', open, withhold }) =>
    withStore(async (store, settings) => {
      const [wrong] = recipientFaults(recipient);
      if (wrong !== undefined) throw new CalledWrongly(`--for does not say whom it is for. ${wrong.detail}`);
      const to = path.resolve(out);
      if (fs.existsSync(to)) throw new CannotDo(`${to} is there already. Give the name of a new file.`);
      // Asked before the look is on record: a bundle that nobody can write is not given out.
      if (!fs.existsSync(path.dirname(to)))
        throw new CannotDo(`There is no folder ${path.dirname(to)}. Make it first, or give another name.`);
      const asked = {
        authority,
        child,
        reader: operatorFor('bundle'),
        open: openIn(open),
        withhold: listIn(withhold),
      };
      const disclosure = await disclosed(store, settings, asked);
      if (disclosure === undefined)
        throw new CannotDo(`Nothing is recorded of child ${child} in authority ${authority}.`);
      // Whoever gives a record out has looked at it, and that is on record before the file is.
      const query = {
        for: recipient,
        ...(open !== undefined && { open }),
        ...(withhold !== undefined && { withhold }),
      };
      await enterLook(store, { authority, what: 'npx waymark bundle', query, reason: recipient, children: [child] });
      const log = await anchorLog(store).refresh();
      const key = keyFor(settings, [...log.anchors.keys.keys()].at(-1));
      const bytes = await bundleOf({ store, disclosure, recipient, log, key });
      await orCannotWrite(writeFile(to, bytes, { flag: 'wx', mode: 0o600 }));
      say(`${to}: ${disclosure.facts.length} facts of child ${child}, ${withheldIn(disclosure)} withheld.`);
      if (key === undefined) remark('It is not signed: the anchor key is not here. Set ANCHOR_KEY_FILE to sign it.');
      if (!log.anchors.heads.has(disclosure.stream)) remark('No anchor covers it yet: "npx waymark anchor" makes one.');
      return 0;
    }),
};

async function disclosed(store: Store, settings: Settings, asked: DisclosureAsked): Promise<Disclosure | undefined> {
  const { rules } = settings;
  const today = () => londonDate(Date.now());
  try {
    return await withKeys(store, settings, (keys) =>
      recorder({ store, keys, rules, laws: journeyLaws(rules), now: Date.now, today }).disclose(asked),
    );
  } catch (error) {
    if (error instanceof NotToBeFound) throw new CannotDo(error.message);
    throw error;
  }
}

/** The key the chain goes on with; undefined where it is not here, or no chain has begun. */
function keyFor({ anchorKeyFile }: Settings, current: string | undefined): AnchorKey | undefined {
  try {
    const key = currentAnchorKey(anchorKeyFile, { createIfMissing: false, current });
    return key.id === current ? key : undefined;
  } catch (error) {
    if (error instanceof NoAnchorKey) return undefined;
    throw error;
  }
}

function openIn(text: string | undefined): DisclosureAsked['open'] {
  if (text === undefined) return 'child';
  return text === 'child' || text === 'all' || text === 'none' ? text : listIn(text);
}

function listIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
}

function withheldIn({ facts }: Disclosure): number {
  return facts.filter(({ shown }) => shown === undefined).length;
}
