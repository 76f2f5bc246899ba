import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkTemplate } from './checking/template-check';
import { TemplateInvalidError } from './templates.errors';
import type { Template, TemplateFault, TemplateKind } from './template.types';

export interface ShippedTemplate {
  template: Template;
  kind: TemplateKind;
  /** Of what the file says, not of how it is written. */
  hash: string;
}

/** The folder a file lies in says what it is. */
const FOLDERS: Record<TemplateKind, string> = { answer: 'answers', act: 'acts', prompt: 'prompts' };

/**
 * Reads the templates that come with the service: `answers/<id>.json`, `acts/<id>.json`, `prompts/<id>.json`.
 * @throws TemplateInvalidError naming the first faulty file with all its faults
 */
export async function readShippedCatalogue(directory: string): Promise<ShippedTemplate[]> {
  const kinds = Object.keys(FOLDERS) as TemplateKind[];
  const perKind = await Promise.all(kinds.map((kind) => readFolder(join(directory, FOLDERS[kind]), kind)));
  return perKind.flat();
}

async function readFolder(folder: string, kind: TemplateKind): Promise<ShippedTemplate[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map((name) => readTemplate(join(folder, name), name.slice(0, -'.json'.length), kind)),
  );
}

async function readTemplate(file: string, id: string, kind: TemplateKind): Promise<ShippedTemplate> {
  const candidate = parse(await readFile(file, 'utf8'), id);
  const check = checkTemplate(candidate, kind);
  if (check.kind === 'invalid') throw new TemplateInvalidError(id, check.faults);
  if (check.template.id !== id) throw new TemplateInvalidError(id, [WRONG_NAME]);
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, check.template]))
    .digest('hex');
  return { template: check.template, kind, hash };
}

const WRONG_NAME: TemplateFault = {
  path: 'id',
  code: 'invalid_id',
  message: 'The file is named after the id.',
};

function parse(text: string, id: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `The file is not JSON: ${(cause as Error).message}`;
    throw new TemplateInvalidError(id, [{ path: '', code: 'parse_error', message }]);
  }
}
