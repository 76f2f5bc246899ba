export * from './dialog.errors';
export * from './dialog.module';
export * from './dialog.port';
export * from './dialog.types';
export * from './rehearsal/rehearsal.errors';
export * from './rehearsal/rehearsal.port';
export { whyNotCountable, type RowCount } from './rehearsal/row-count';
export { LabellingModule } from './labelling/labelling.module';
export { DEFAULT_BELOW, LabellingExportService } from './labelling/labelling-export.service';
