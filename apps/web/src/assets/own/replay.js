/* Turns the step and the days of a replay into sliders. Without it they are a number, two dates and links. */

/** A slider beside a label; `said` tells where it stands, aloud too. */
function slider({ label, id, most, value, said, chosen }) {
  const group = document.createElement('div');
  group.className = 'govuk-form-group';
  const name = Object.assign(document.createElement('label'), {
    className: 'govuk-label',
    htmlFor: id,
    textContent: label,
  });
  const range = Object.assign(document.createElement('input'), { type: 'range', id, min: '0', step: '1' });
  range.max = String(most);
  range.value = String(value);
  range.className = 'replay-slider';
  const output = Object.assign(document.createElement('output'), { className: 'govuk-body govuk-!-display-block' });
  output.setAttribute('for', id);
  const tell = () => {
    output.textContent = said(Number(range.value));
    range.setAttribute('aria-valuetext', output.textContent);
  };
  range.addEventListener('input', tell);
  range.addEventListener('change', () => chosen(Number(range.value)));
  tell();
  group.append(name, range, output);
  return group;
}

const number = document.querySelector('.replay-step input[name="step"]');
if (number !== null && Number(number.dataset.most) > 1) {
  const titles = [...document.querySelectorAll('#replay tbody tr')].map((row) => {
    const [day, what] = [...row.querySelectorAll('td')].map(
      (cell) => cell.firstElementChild?.firstChild?.textContent ?? cell.textContent,
    );
    return `${what}${day === '' ? '' : `, ${day}`}`;
  });
  const form = number.form;
  form.before(
    slider({
      label: `Step, of ${number.dataset.most}`,
      id: 'step-slider',
      most: Number(number.dataset.most) - 1,
      value: Number(number.value) - 1,
      said: (index) => `${index + 1}: ${titles[index] ?? ''}`,
      chosen: (index) => {
        number.value = String(index + 1);
        sessionStorage.setItem('replay-focus', 'step-slider');
        form.requestSubmit();
      },
    }),
  );
  form.hidden = true;
}

const moments = document.querySelector('.replay-moment');
const words = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
for (const [name, label, days] of [
  ['known', 'Known at', moments?.dataset.knownDays],
  ['happened', 'Happened by', moments?.dataset.happenedDays],
]) {
  const listed = (days ?? '').split(' ').filter((day) => day !== '');
  const first = document.getElementById(`${name}-day`);
  if (first === null || listed.length < 2) continue;
  const fields = ['year', 'month', 'day'].map((part) => document.getElementById(`${name}-${part}`));
  const typed = fields.map((field) => field.value.padStart(2, '0')).join('-');
  const past = listed.filter((day) => day <= typed).length;
  const isOpen = fields.every((field) => field.value === '');
  first.closest('.govuk-fieldset').parentElement.after(
    slider({
      label,
      id: `${name}-slider`,
      most: listed.length,
      value: isOpen ? listed.length : Math.max(0, past - 1),
      said: (index) => (index === listed.length ? 'Everything' : words.format(new Date(`${listed[index]}T00:00:00Z`))),
      chosen: (index) => {
        const parts = listed[index]?.split('-') ?? ['', '', ''];
        fields.forEach((field, place) => {
          field.value = place === 0 ? parts[0] : parts[place].replace(/^0/, '');
        });
        sessionStorage.setItem('replay-focus', `${name}-slider`);
        moments.requestSubmit();
      },
    }),
  );
}

// A slider that was let go of is where its reader goes on from.
const focus = sessionStorage.getItem('replay-focus');
if (focus !== null) {
  sessionStorage.removeItem('replay-focus');
  document.getElementById(focus)?.focus();
}
