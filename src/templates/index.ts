export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export * from './effect/effect.types';
export * from './effect/template-effect.service';
export { checkTemplate } from './checking/template-check';
export { readShippedCatalogue } from './shipped-catalogue';
