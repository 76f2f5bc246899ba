import { IsInt, Max, Min } from 'class-validator';
import { asWholeNumber } from './parsing';
import { Setting } from './setting';

const PER_MINUTE_IN_PRODUCTION = 120;

/** How much one client may ask for. */
export class LimitsConfig {
  /** Messages per client address and per conversation; 0: no limit. Unset: none, except in production. */
  @Setting('RATE_LIMIT_PER_MINUTE', {
    fallback: '',
    must: 'be a whole number from 0 to 1000000',
    parse: (raw, isProduction) => {
      if (raw !== '') return asWholeNumber(raw);
      return isProduction ? PER_MINUTE_IN_PRODUCTION : 0;
    },
  })
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly messagesPerMinute!: number;

  /** An order of a thousand lines has about 2 MB. */
  @Setting('WEBHOOK_BODY_BYTES', {
    fallback: String(5 * 1024 * 1024),
    must: 'be a whole number from 1024 to 104857600',
    parse: asWholeNumber,
  })
  @IsInt()
  @Min(1024)
  @Max(104_857_600)
  readonly webhookBodyBytes!: number;
}
