export * from './format';
export { language, t, type PlainKey } from './translate';
