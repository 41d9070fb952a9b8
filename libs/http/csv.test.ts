import { csvText } from './csv.ts';

it.each(['=1+1', '+1', '-1', '@A1', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠A1'])(
  'a text that begins %j is shown by a spreadsheet and not worked out, in every export of figures and rows',
  (text) => {
    const cell = /[\r\n]/.test(text) ? `"'${text}"` : `'${text}`;
    expect(csvText(['team', 'days'], [[text, -1]])).toBe(`team,days\r\n${cell},-1\r\n`);
  },
);
