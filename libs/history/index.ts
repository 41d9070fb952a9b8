export * from './recorded.ts';
