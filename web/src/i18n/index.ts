export * from './format';
export { language, t, type Catalogue, type MessageKey, type PlainKey } from './translate';
