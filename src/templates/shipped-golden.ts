import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A conversation script that comes with the service. */
export interface ShippedGolden {
  name: string;
  script: string;
  hash: string;
}

const DIRECTORY = join(__dirname, 'golden');

/** Reads the golden conversations that come with the service: `golden/<name>.md`. */
export async function readShippedGolden(directory = DIRECTORY): Promise<ShippedGolden[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.md')).sort();
  return Promise.all(
    files.map(async (file) => {
      const script = await readFile(join(directory, file), 'utf8');
      const hash = createHash('sha256').update(script).digest('hex');
      return { name: file.slice(0, -'.md'.length), script, hash };
    }),
  );
}
