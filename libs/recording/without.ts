/** The data without the field at the end of a path: what somebody may not or cannot read is named, not shown sealed. */
export function without(data: object, [name = '', ...rest]: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
      if (key !== name) return [[key, value]];
      return rest.length === 0 || typeof value !== 'object' || value === null ? [] : [[key, without(value, rest)]];
    }),
  );
}
