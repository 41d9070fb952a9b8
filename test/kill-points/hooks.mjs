let ours = new URL('./sqlite.mjs', import.meta.url).href;

/** Other kill points than those of every transaction, where a preload names them. */
export function initialize(data) {
  ours = data?.ours ?? ours;
}

/** Everybody who asks for SQLite gets it by way of the kill points, which alone get the driver itself. */
export function resolve(specifier, context, next) {
  if (specifier !== '@photostructure/sqlite' || context.parentURL === ours) return next(specifier, context);
  return { url: ours, format: 'module', shortCircuit: true };
}
