import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { ModelInvalidError } from '../nlu.errors';
import { Manifest, type ModelFile } from './manifest';

/**
 * Reads `manifest.json` and checks it and the checksum of every file that it names.
 * @throws ModelInvalidError listing every failure
 */
export async function loadManifest(modelDir: string): Promise<Manifest> {
  const manifest = plainToInstance(Manifest, await readJson(modelDir));
  const failures = (await validate(manifest)).flatMap((error) => failuresOf(error));
  if (failures.length === 0) failures.push(...(await failedFiles(modelDir, manifest)));
  if (failures.length > 0) throw new ModelInvalidError(modelDir, failures);
  return manifest;
}

async function readJson(modelDir: string): Promise<object> {
  try {
    const content: unknown = JSON.parse(await readFile(join(modelDir, 'manifest.json'), 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch (cause) {
    throw new ModelInvalidError(modelDir, ['manifest.json cannot be read'], { cause });
  }
  throw new ModelInvalidError(modelDir, ['manifest.json is not an object']);
}

/** Every failed check below one property, with its path. */
function failuresOf(error: ValidationError, parent = ''): string[] {
  const path = `${parent}${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => `${path}: ${message}`);
  return [...own, ...(error.children ?? []).flatMap((child) => failuresOf(child, `${path}.`))];
}

async function failedFiles(modelDir: string, { files }: Manifest): Promise<string[]> {
  const { tokenizer, cpu, cuda, parity } = files;
  const named = [tokenizer, cpu, cuda, parity].filter((file) => file !== undefined);
  const checks = await Promise.all(named.map((file) => checkFile(modelDir, file)));
  return checks.filter((failure) => failure !== undefined);
}

async function checkFile(modelDir: string, { path, sha256 }: ModelFile): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(modelDir, path)), hash);
  } catch {
    return `${path}: cannot be read`;
  }
  return hash.digest('hex') === sha256 ? undefined : `${path}: checksum differs`;
}
