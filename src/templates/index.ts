export * from './catalogue.port';
export * from './template.types';
