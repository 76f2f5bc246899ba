export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export { checkTemplate } from './checking/template-check';
export { readShippedCatalogue } from './shipped-catalogue';
export {
  countStatement,
  wordingOf,
  type Count,
  type CountedWording,
  type WordingKey,
} from './counts/counted-wording';
export { WordingCountsService } from './counts/wording-counts.service';
