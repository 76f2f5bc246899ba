export * from './catalogue.port';
export * from './catalogue.service';
export * from './template.types';
export * from './templates.errors';
export * from './templates.module';
export type { TemplatesOptions } from './templates.options';
export { checkTemplate, type TemplateCheck } from './checking/template-check';
