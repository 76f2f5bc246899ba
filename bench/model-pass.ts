import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface ModelManifest {
  dim: number;
  vocabulary: number;
  files: { cpu: { path: string } };
}

/** Milliseconds of 500 passes of a message of 24 tokens against 333 template vectors, one thread, after warm-up. */
export async function measurePass(directory = 'models/storedesk-small'): Promise<number[]> {
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as ModelManifest;
  const session = await InferenceSession.create(join(directory, manifest.files.cpu.path), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const tokens = 24;
  const vectors = 333;
  const unit = new Float32Array(vectors * manifest.dim).fill(1 / Math.sqrt(manifest.dim));
  const times: number[] = [];
  for (let run = 0; run < 550; run += 1) {
    const ids = BigInt64Array.from({ length: tokens }, (_, i) =>
      BigInt(i === 0 ? 0 : i === tokens - 1 ? 2 : 5 + ((run * 31 + i * 977) % (manifest.vocabulary - 5))),
    );
    const began = performance.now();
    await session.run({
      input_ids: new Tensor('int64', ids, [1, tokens]),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens).fill(1n), [1, tokens]),
      template_vectors: new Tensor('float32', unit, [vectors, manifest.dim]),
    });
    if (run >= 50) times.push(performance.now() - began);
  }
  return times;
}
