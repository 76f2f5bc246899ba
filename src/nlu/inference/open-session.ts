import { join } from 'node:path';
import { env, InferenceSession } from 'onnxruntime-node';
import type { Manifest, ModelFile } from '../model/manifest';

export interface OpenSession {
  session: InferenceSession;
  provider: string;
}

/** One single-threaded session: parallel messages are the work of parallel processes. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/** The first of the providers that can run the model, or undefined; each that cannot is told of. */
export async function openSession(
  modelDir: string,
  { files }: Manifest,
  providers: string[],
  onFailure: (provider: string, reason: string, isLast: boolean) => void,
): Promise<OpenSession | undefined> {
  env.logLevel = 'error';
  const fileOf: Record<string, ModelFile | undefined> = { cpu: files.cpu, cuda: files.cuda };
  for (const [i, provider] of providers.entries()) {
    const file = fileOf[provider];
    const isLast = i === providers.length - 1;
    if (!file) {
      onFailure(provider, 'the model has no file for it', isLast);
      continue;
    }
    try {
      const options = { ...SESSION_OPTIONS, executionProviders: [provider] };
      return { session: await InferenceSession.create(join(modelDir, file.path), options), provider };
    } catch (error) {
      onFailure(provider, String(error), isLast);
    }
  }
  return undefined;
}
