const ours = new URL('./sqlite.mjs', import.meta.url).href;

/** Everybody who asks for SQLite gets it by way of the kill points, which alone get the driver itself. */
export function resolve(specifier, context, next) {
  if (specifier !== '@photostructure/sqlite' || context.parentURL === ours) return next(specifier, context);
  return { url: ours, format: 'module', shortCircuit: true };
}
