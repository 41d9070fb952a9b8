/**
 * A shipped stylesheet with the reader's own typeface in the place of GDS Transport, which is licensed for services on
 * GOV.UK alone, and without the files of that typeface.
 */
export function ownTypeface(css: string): string {
  return css
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('font-family:GDS Transport,arial,sans-serif', `font-family:${typeface}`);
}

const typeface = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",arial,sans-serif';
