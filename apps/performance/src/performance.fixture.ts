/** As much of the answers as is looked into here. */
export interface Body extends Readonly<Record<string, unknown>> {
  readonly lastKnown: { readonly position: number };
  readonly receipt: { readonly knownAt: string; readonly digests: object };
  readonly rows: readonly { readonly key: string; readonly facts: readonly string[] }[];
  readonly measures: readonly ({ readonly id?: string; readonly measure?: string } & Readonly<
    Record<string, unknown>
  >)[];
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}

/** An answer over HTTP: its body where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Headers;
}

export async function answerTo(url: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as Body) : ({} as Body),
    text,
    headers: response.headers,
  };
}
