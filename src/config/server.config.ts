import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { asList, asOptionalText, asText, asWholeNumber } from './parsing';
import { Setting } from './setting';

const ENVIRONMENTS = ['development', 'production', 'test'] as const;

/** Where the service listens. */
export class ServerConfig {
  @Setting('NODE_ENV', {
    fallback: 'development',
    must: `be one of ${ENVIRONMENTS.join(', ')}`,
    parse: asText,
  })
  @IsIn(ENVIRONMENTS)
  readonly environment!: (typeof ENVIRONMENTS)[number];

  @Setting('PORT', { fallback: '3978', must: 'be a whole number from 0 to 65535', parse: asWholeNumber })
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port!: number;

  /** Unset: all interfaces. */
  @Setting('HOST', { fallback: '', must: 'be an address to listen on', parse: asOptionalText })
  @IsOptional()
  @IsString()
  readonly host?: string;

  /** Proxies whose `X-Forwarded-For` tells the client's address: addresses, networks or `loopback`. */
  @Setting('TRUST_PROXY', { fallback: '', must: 'be a comma-separated list of addresses', parse: asList })
  @IsArray()
  readonly trustedProxies!: string[];

  get isProduction(): boolean {
    return this.environment === 'production';
  }
}
