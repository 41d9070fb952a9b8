import { defaultAuthorities, issueDevelopmentToken, roles, type Role } from '#http';
import { readSettings } from '../config.ts';
import { CalledWrongly, say, type Command } from './command.ts';

/** Prints a bearer token signed with the data folder's development key. */
export const token: Command = {
  options: {
    role: { value: 'ROLE', needed: true, meaning: `One of ${roles.join(', ')}.` },
    authority: {
      value: 'CODE',
      needed: true,
      meaning: `A 3-digit authority code, such as ${defaultAuthorities[0] ?? '855'}.`,
    },
    user: { value: 'ID', needed: true, meaning: 'Who is asking: kept with every fact recorded.' },
  },
  more: `Good for eight hours, and only for a Waymark on the same data folder:
  curl -H "authorization: Bearer $(npx waymark token --role analyst --authority 855 --user u1)" …`,
  run: async ({ role, authority, user }) => {
    if (!isRole(role)) throw new CalledWrongly(`There is no role ${role ?? ''}. There are: ${roles.join(', ')}.`);
    if (authority === undefined || !/^\d{3}$/.test(authority)) {
      throw new CalledWrongly(`${authority ?? ''} is not an authority code: give three digits, as 855.`);
    }
    const { dataFolder } = readSettings();
    say(await issueDevelopmentToken({ user: user ?? '', role, authority, dataFolder, now: Date.now() }));
    return 0;
  },
};

function isRole(role: string | undefined): role is Role {
  return (roles as readonly (string | undefined)[]).includes(role);
}
