import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelInvalidError } from '../nlu.errors';
import type { Ranking, TemplateTexts, Understanding } from '../nlu.types';
import type { Manifest } from './manifest';

/** What training wrote down of the model, in its directory (`training/storedesk_training/parity.py`). */
interface ParityFile {
  /** What the messages were scored against. */
  templates: TemplateTexts[];
  cases: ParityCase[];
}

interface ParityCase {
  text: string;
  context: string;
  intent: string;
  scopeConfidence: number;
  /** UTF-16 offsets. */
  entities: { type: string; start: number; end: number }[];
  /** The best, and its similarity. */
  template: string;
  similarity: number;
}

interface Checkable {
  manifest: Manifest;
  understandAgainst(
    text: string,
    context: string,
    templates: TemplateTexts[],
    ranking: Ranking,
  ): Promise<Understanding>;
}

/** int8 kernels differ a little between processors and versions of ONNX Runtime. */
const SCOPE_TOLERANCE = 0.05;
const SIMILARITY_TOLERANCE = 0.02;

/**
 * Whether the model says here what it said where it was trained. Resolves with the number of messages tried, or null
 * where it brings no parity file.
 * @throws ModelInvalidError listing every message that it understands otherwise
 */
export async function checkParity(model: Checkable, modelDir: string): Promise<number | null> {
  const { parity } = model.manifest.files;
  if (!parity) return null;
  const { templates, cases } = await readParity(modelDir, parity.path);
  const failures: string[] = [];
  for (const wanted of cases) {
    const got = await model.understandAgainst(wanted.text, wanted.context, templates, 'all');
    const shown = JSON.stringify(wanted.text.slice(0, 40));
    failures.push(...differences(wanted, got).map((difference) => `${parity.path}: ${shown} ${difference}`));
  }
  if (failures.length > 0) throw new ModelInvalidError(modelDir, failures);
  return cases.length;
}

async function readParity(modelDir: string, path: string): Promise<ParityFile> {
  try {
    const { templates, cases } = JSON.parse(await readFile(join(modelDir, path), 'utf8')) as ParityFile;
    if (Array.isArray(templates) && Array.isArray(cases) && cases.length > 0) return { templates, cases };
  } catch (cause) {
    throw new ModelInvalidError(modelDir, [`${path}: cannot be read`], { cause });
  }
  throw new ModelInvalidError(modelDir, [`${path}: has no templates, or no cases`]);
}

function differences(wanted: ParityCase, got: Understanding): string[] {
  const spans = ({ entities }: Pick<ParityCase, 'entities'>): string =>
    entities.map(({ type, start, end }) => `${type} ${start}–${end}`).join(', ');
  const [best] = got.templates;
  const named: [string, string, string][] = [
    ['intent', got.intent.label, wanted.intent],
    ['entities', spans(got), spans(wanted)],
    ['template', best?.id ?? 'none', wanted.template],
  ];
  const measured: [string, number, number, number][] = [
    ['scope confidence', got.scopeConfidence, wanted.scopeConfidence, SCOPE_TOLERANCE],
    ['similarity', best?.similarity ?? 0, wanted.similarity, SIMILARITY_TOLERANCE],
  ];
  return [
    ...named.filter(([, is, was]) => is !== was).map(([name, is, was]) => `has ${name} ${is}, not ${was}`),
    ...measured
      // Written so that NaN, or no number at all, is a difference.
      .filter(([, is, was, tolerance]) => !(Math.abs(is - was) <= tolerance))
      .map(([name, is, was]) => `has ${name} ${is.toFixed(4)}, not ${String(was)}`),
  ];
}
