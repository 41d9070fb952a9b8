/* Says when the figure on this page is another by now. The page is right without it: as known when it was made. */
const figure = document.querySelector('[data-live-at]');
const told = document.getElementById('figure-moved');

if (figure !== null && told !== null && 'EventSource' in window) {
  const events = new EventSource(`${figure.dataset.liveAt}${window.location.search}`);
  events.addEventListener('figure', ({ data }) => {
    const { numerator, denominator, value, excluded } = JSON.parse(data);
    const isSame = JSON.stringify([numerator, denominator, value, excluded]) === figure.dataset.live;
    told.textContent = isSame ? '' : 'The figure has moved since this page was made. Load the page again to see it.';
  });
  window.addEventListener('pagehide', () => events.close());
}
