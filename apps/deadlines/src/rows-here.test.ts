import { nationalRules } from '#timescales';
import { Rows, rowsHere } from './rows-here.ts';

describe('given a database of rows that does not answer', () => {
  // Nothing listens at port 1.
  const here = rowsHere('postgres://waymark@127.0.0.1:1/rows', nationalRules);
  const [places] = here.providers as readonly { readonly useValue: ConstructorParameters<typeof Rows>[0] }[];
  afterAll(() => here.close());

  it('when deadlines are asked for, then they are to be asked for again shortly', async () => {
    if (places === undefined) throw new Error('Rows are provided from nowhere.');
    await expect(new Rows(places.useValue).at(() => Promise.resolve([]))).rejects.toMatchObject({
      document: { status: 503, code: 'deadlines-not-ready' },
      headers: { 'retry-after': '5' },
    });
  });

  it('when it is asked whether the service is ready, then the answer says that the database is away', async () => {
    const standing = await here.checks[0]?.standing();
    expect(standing).toMatchObject({ ready: false, sentence: expect.stringContaining('cannot be reached') as string });
  });
});
