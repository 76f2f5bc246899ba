import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { NluService, type TemplateTexts } from './nlu';
import { readShippedCatalogue } from './templates';

export interface ShippedModel {
  nlu: NluService;
  /** Whether a template is an answer; acts are scored beside them, but heard only in a dialog. */
  isAnswer: (id: string) => boolean;
  /** What the model chooses among. */
  templates: TemplateTexts[];
}

/** The model alone with the shipped catalogue, for the command line: no server, no database. */
export async function openShippedModel(modelDir = join('models', 'storedesk-small')): Promise<ShippedModel> {
  // Nest's logger writes warnings to the standard output, which is the result here.
  Logger.overrideLogger(['error', 'fatal']);
  const nlu = new NluService({ modelDir, providers: ['cpu'], processes: 0, maxBatch: 32 });
  await nlu.onModuleInit();
  const shipped = await readShippedCatalogue(join(__dirname, 'templates', 'catalogue'));
  const scored = shipped.filter(({ kind }) => kind !== 'prompt');
  const templates = scored.map(({ template: { id, intent, description, examples } }) => ({
    id,
    intent,
    texts: [description, ...examples],
  }));
  await nlu.publishCatalogue(1, templates);
  const answers = new Set(shipped.filter(({ kind }) => kind === 'answer').map(({ template }) => template.id));
  return { nlu, isAnswer: (id) => answers.has(id), templates };
}
