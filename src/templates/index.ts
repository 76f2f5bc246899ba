export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export { checkTemplate } from './checking/template-check';
export { readShippedGolden, type ShippedGolden } from './shipped-golden';
export { readShippedCatalogue } from './shipped-catalogue';
