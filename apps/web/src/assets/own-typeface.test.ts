import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { ownTypeface } from './own-typeface.ts';

const require = createRequire(import.meta.url);

describe('the stylesheets that are served', () => {
  it.each(['govuk-frontend/dist/govuk/govuk-frontend.min.css', '@ministryofjustice/frontend/moj/moj-frontend.min.css'])(
    '%s names neither GDS Transport nor its files',
    (name) => {
      const shipped = readFileSync(require.resolve(name), 'utf8');
      expect(shipped).toContain('GDS Transport');
      expect(ownTypeface(shipped)).not.toMatch(/GDS|Transport|@font-face|fonts\//);
    },
  );
});
