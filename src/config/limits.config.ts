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
}
