export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export * from './effect/effect.types';
export * from './effect/template-effect.service';
export { bodyLanguage, type BodyLanguage } from './language';
export { exampleFacts } from './example-facts';
export * from './preview.service';
export { checkTemplate } from './checking/template-check';
export { readShippedGolden, type ShippedGolden } from './shipped-golden';
export { readShippedCatalogue } from './shipped-catalogue';
export { checkCandidate } from './editing/candidate-check';
export { DraftsService } from './editing/drafts.service';
export * from './editing/editing.types';
export { HistoryService } from './editing/history.service';
export type { ImportChange } from './editing/import-plan';
export { PublishingService } from './editing/publishing.service';
export type { Reasons } from './editing/reasons';
export { TEMPLATE_STATES, TemplateListService, type TemplateFilter } from './editing/template-list.service';
export { TransferService } from './editing/transfer.service';
export {
  countStatement,
  wordingOf,
  type Count,
  type CountedWording,
  type WordingKey,
} from './counts/counted-wording';
export { WordingCountsService } from './counts/wording-counts.service';
