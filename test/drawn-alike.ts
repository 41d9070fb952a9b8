import fc from 'fast-check';

/**
 * What properties are tried with is drawn from one seed, before any test runs: `npm test` says the same of the same code
 * every time. PROPERTIES_SEED gives another; the long forms draw a new one and say which (tools/test.mjs).
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTIES_SEED'] ?? 20_261_129) });
