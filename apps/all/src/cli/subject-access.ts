import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { londonDate } from '#calendar';
import { journeyLaws } from '#journey';
import { makeFolder } from '#privacy';
import { operatorFor, recorder, subjectAccessPage } from '#recording';
import { CalledWrongly, CannotDo, say, type Command } from './command.ts';
import { enterLook } from './looked.ts';
import { orCannotWrite } from './with-feeds.ts';
import { withKeys } from './with-keys.ts';
import { withStore } from './with-store.ts';

/** Writes everything held on one child, for the person it is about. */
export const subjectAccess: Command = {
  options: {
    authority: { value: 'CODE', needed: true, meaning: 'The child’s authority.' },
    child: { value: 'ID', needed: true, meaning: 'The child.' },
    reason: { value: 'TEXT', needed: true, meaning: 'What the request is filed under: it goes into the access log.' },
    out: { value: 'FOLDER', needed: true, meaning: 'Where to write held.json and held.html. Neither may exist.' },
    staff: { value: 'HOW', meaning: 'numbered (default), or named, for whoever prepares the answer.' },
  },
  more: `Texts that may name other people are marked: read each before anything is given out. What is another child's is left out, and
said to be. The look is in the access log, and in what is written.`,
  run: async ({ authority = '', child = '', reason = '', out = '', staff }) => {
    if (staff !== undefined && staff !== 'numbered' && staff !== 'named') {
      throw new CalledWrongly('--staff is numbered or named.');
    }
    return withStore((store, settings) =>
      withKeys(store, settings, async (keys) => {
        const { rules } = settings;
        const today = () => londonDate(Date.now());
        await enterLook(store, { authority, what: 'npx waymark subject-access', reason, children: [child] });
        const parts = { store, keys, rules, laws: journeyLaws(rules), now: Date.now, today };
        const held = await recorder(parts).subjectAccess({
          authority,
          child,
          reader: operatorFor('subject-access'),
          staff,
        });
        if (held === undefined) throw new CannotDo(`Nothing is recorded of child ${child} in authority ${authority}.`);
        const folder = path.resolve(out);
        await orCannotWrite(Promise.resolve().then(() => makeFolder(folder, 0o700)));
        const options = { flag: 'wx', mode: 0o600 } as const;
        await orCannotWrite(writeFile(path.join(folder, 'held.json'), `${JSON.stringify(held, null, 2)}\n`, options));
        await orCannotWrite(writeFile(path.join(folder, 'held.html'), subjectAccessPage(held), options));
        say(`${folder}: ${held.facts.length} facts and ${held.entries.length} entries beside them.`);
        say(`${held.toReview} texts may name other people: read each before anything is given out.`);
        return 0;
      }),
    );
  },
};
