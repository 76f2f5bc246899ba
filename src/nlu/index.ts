export * from './nlu.types';
export * from './nlu.port';
export * from './nlu.errors';
export * from './nlu.module';
export * from './nlu.service';
export type { NluOptions } from './nlu-options.types';
export * from './parse-lines';
export * from './parse-result';
