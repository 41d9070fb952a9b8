/* Where its reader asks for it, says on the page that a deadline of a child listed here changed since it was shown. */
const live = document.querySelector('[data-live]');

if (live !== null && 'EventSource' in window) {
  const says = live.querySelector('[role=status]');
  const start = live.querySelector('[data-live-start]');
  const listed = new Set([...document.querySelectorAll('[data-child]')].map((row) => row.dataset.child));
  const changed = new Set();
  const tell = (text) => {
    says.textContent = `${text} `;
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = location.href;
    link.textContent = 'Show the page as it is now';
    says.append(link);
  };
  live.hidden = false;
  start.addEventListener('click', () => {
    start.hidden = true;
    says.textContent = 'This page will tell you when something on it changes.';
    const source = new EventSource(live.dataset.live);
    source.addEventListener('changed', ({ data }) => {
      if (!listed.has(data)) return;
      changed.add(data);
      const children = changed.size === 1 ? 'a child' : `${changed.size} children`;
      tell(`Deadlines of ${children} on this page have changed.`);
    });
    source.addEventListener('behind', () => tell('Much has changed since this page was shown.'));
  });
}
