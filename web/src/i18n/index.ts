export * from './format';
export { language, t, type MessageKey, type PlainKey } from './translate';
