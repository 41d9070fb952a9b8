import type { Invented } from './people.ts';

/** Asks whom to sign in as: one form, one question, a radio button for each person. */
export function signInPage(people: readonly Invented[], action: string, chosen?: 'nobody'): string {
  const error = `<div role="alert" class="error"><h2>There is a problem</h2><p><a href="#${people[0]?.user ?? ''}">Choose whom to sign in as</a></p></div>`;
  return page(
    `${chosen === 'nobody' ? 'Error: ' : ''}Sign in as an invented person`,
    `${chosen === 'nobody' ? error : ''}
<h1>Sign in as an invented person</h1>
<p>This page stands in for the sign-in of an authority while Waymark is developed. It asks for no password, and only this
computer can reach it. Nobody on it exists.</p>
<form method="post" action="${escaped(action)}">
<fieldset><legend>Whom do you sign in as?</legend>
${people.map(choice).join('\n')}
</fieldset>
<button type="submit">Sign in</button>
</form>`,
  );
}

/** Asks whether to sign out; the form is the provider's own. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Do you want to sign out?</h1>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<p><a href="/">Stay signed in</a></p>`,
  );
}

export function signedOutPage(): string {
  return page('Signed out', '<h1>You are signed out</h1>\n<p><a href="/">Go to Waymark</a></p>');
}

/** What went wrong, by OAuth's own code. */
export function failedPage(code: string, sentence: string): string {
  return page(
    'Signing in did not work',
    `<h1>Signing in did not work</h1>
<p>${escaped(sentence)} (<code>${escaped(code)}</code>)</p>
<p><a href="/">Begin again from Waymark’s first page</a></p>`,
  );
}

/** The style of these pages: a file of its own, since their policy allows no inline style. */
export const style = `
:root { color-scheme: light; font: 1.1rem/1.5 system-ui, sans-serif; color: #0b0c0c; background: #fff; }
main { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
fieldset { border: 0; padding: 0; margin: 0 0 1.5rem; }
legend { font-weight: 700; font-size: 1.3rem; padding: 0; margin-bottom: .75rem; }
.choice { display: flex; gap: .75rem; align-items: flex-start; margin-bottom: .75rem; }
input[type='radio'] { width: 1.5rem; height: 1.5rem; flex: none; margin: .1rem 0 0; }
.more { display: block; color: #484949; font-size: 1rem; }
button { font: inherit; font-weight: 700; color: #fff; background: #00703c; border: 2px solid transparent; padding: .5rem 1rem; cursor: pointer; }
a { color: #1a65a6; }
:focus-visible { outline: 3px solid #ffdd00; outline-offset: 0; box-shadow: 0 0 0 5px #0b0c0c; }
.error { border: 4px solid #ca3535; padding: 1rem; margin-bottom: 1.5rem; }
.error h2 { margin: 0; font-size: 1.2rem; }
`;

function choice({ user, name, roles, authority, worker, team = '' }: Invented): string {
  const more = [roles.join(' and '), `authority ${authority}`, team, worker === undefined ? '' : `worker ${worker}`];
  const said = more.filter((part) => part !== '').join(', ');
  return `<div class="choice"><input type="radio" name="user" id="${escaped(user)}" value="${escaped(user)}" required>
<label for="${escaped(user)}">${escaped(name)} <span class="more">${escaped(said)}</span></label></div>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - Waymark development</title>
<link rel="stylesheet" href="/oidc/pages.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
}
