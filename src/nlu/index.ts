export * from './nlu.types';
export * from './nlu.port';
