export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export { checkTemplate } from './checking/template-check';
export { readShippedCatalogue } from './shipped-catalogue';
export { wordingsOf, type FullWording } from './wordings';
