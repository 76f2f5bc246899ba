import { IsIn } from 'class-validator';
import { asText } from './parsing';
import { Setting } from './setting';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What is logged. */
export class LogConfig {
  @Setting('LOG_LEVEL', { fallback: 'info', must: `be one of ${LEVELS.join(', ')}`, parse: asText })
  @IsIn(LEVELS)
  readonly level!: (typeof LEVELS)[number];
}
