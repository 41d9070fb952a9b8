/* Shows how far an import is, by asking for the page again until it is done. */
const every = 3000;

async function again() {
  const standing = document.getElementById('standing');
  if (!standing?.hasAttribute('data-going-on')) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.redirected) {
      location.reload();
      return;
    }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const now = page.getElementById('standing');
      if (now !== null) standing.replaceWith(document.adoptNode(now));
    }
  } catch {
    // The next time.
  }
  setTimeout(again, every);
}

setTimeout(again, every);
