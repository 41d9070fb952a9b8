import { defaultAuthorities, issueDevelopmentToken, roles, type Role } from '#http';
import { readSettings } from '../config.ts';
import { CalledWrongly, CannotDo, say, type Command, type Given } from './command.ts';
import { requireServed } from './served.ts';

/** Prints a bearer token signed with the data folder's development key. */
export const token: Command = {
  options: {
    role: {
      value: 'ROLE',
      needed: true,
      many: true,
      meaning: `One or several of ${roles.join(', ')}; the first is recorded.`,
    },
    authority: {
      value: 'CODE',
      needed: true,
      meaning: `A 3-digit authority code, such as ${defaultAuthorities[0] ?? '855'}.`,
    },
    user: { value: 'ID', needed: true, meaning: 'Who is asking: kept with every fact recorded.' },
    worker: { value: 'ID', meaning: 'The id under which children are allocated to the person.' },
    team: { value: 'NAME', meaning: 'The team the person works in.' },
    name: { value: 'NAME', meaning: 'What pages call the person.' },
  },
  more: `Good for eight hours, and only for a Waymark on the same data folder. Several roles: --role chair --role caseworker,
or --role chair,caseworker.
  curl -H "authorization: Bearer $(npx waymark token --role analyst --authority 855 --user u1)" …`,
  run: async (given) => {
    const { authority, user = '' } = given;
    if (authority === undefined || !/^\d{3}$/.test(authority)) {
      throw new CalledWrongly(`${authority ?? ''} is not an authority code: give three digits, as 855.`);
    }
    const { dataFolder, gate, authorities } = readSettings();
    if (gate.mode === 'production')
      throw new CannotDo('In production tokens are your OpenID provider’s: none is made here.');
    requireServed(authority, authorities);
    const about = { ...textsIn(given), user, authority, roles: rolesIn(given['role']) };
    say(await issueDevelopmentToken({ ...about, dataFolder, now: Date.now() }));
    return 0;
  },
};

function rolesIn(text = ''): readonly Role[] {
  return text.split(',').map((given) => {
    const role = roles.find((each) => each === given.trim());
    if (role === undefined)
      throw new CalledWrongly(`There is no role ${given.trim()}. There are: ${roles.join(', ')}.`);
    return role;
  });
}

/** What the token says beside what it must, where it was given. */
function textsIn({ worker, team, name }: Given): { readonly worker?: string; team?: string; name?: string } {
  return {
    ...(worker === undefined ? {} : { worker }),
    ...(team === undefined ? {} : { team }),
    ...(name === undefined ? {} : { name }),
  };
}
