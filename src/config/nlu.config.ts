import { ArrayNotEmpty, IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import { asList, asText, asWholeNumber } from './parsing';
import { Setting } from './setting';

/** The model and what it runs on. */
export class NluConfig {
  @Setting('MODEL_DIR', { fallback: './models/storedesk-small', must: 'be a directory', parse: asText })
  @IsString()
  readonly modelDir!: string;

  /** Tried in order. */
  @Setting('NLU_PROVIDERS', {
    fallback: 'cpu',
    must: 'be a comma-separated list of cpu, cuda',
    parse: asList,
  })
  @ArrayNotEmpty()
  @IsIn(['cpu', 'cuda'], { each: true })
  readonly providers!: string[];

  /** 0: one per core, at most 4, as a message is understood on a core of its own. */
  @Setting('NLU_PROCESSES', { fallback: '0', must: 'be a whole number from 0 to 64', parse: asWholeNumber })
  @IsInt()
  @Min(0)
  @Max(64)
  readonly processes!: number;

  /** Messages in one pass, for float models on a GPU; on CPU a message is a batch of its own. */
  @Setting('NLU_MAX_BATCH', { fallback: '32', must: 'be a whole number from 1 to 512', parse: asWholeNumber })
  @IsInt()
  @Min(1)
  @Max(512)
  readonly maxBatch!: number;
}
