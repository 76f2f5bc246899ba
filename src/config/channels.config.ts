import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { CHANNEL_NAMES, type ChannelName } from '../common';
import { asList, asOptionalText, asSecrets, asText } from './parsing';
import { Setting } from './setting';

const APP_TYPES = ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const;

/** Hosts of the Bot Framework's own connectors: Direct Line, Web Chat and Teams. */
const CONNECTORS = 'https://*.botframework.com,https://smba.trafficmanager.net';

/** A scheme, a host that may begin with `*.`, and a port or path where wanted. */
const URL_PATTERN = /^https?:\/\/((\*\.)?[\w.-]+|\[[\da-f:]+\])(:\d{1,5})?(\/\S*)?$/i;

/** The ways in that are switched on, and what the Bot Framework channel needs. */
export class ChannelsConfig {
  @Setting('CHANNELS', {
    fallback: CHANNEL_NAMES.join(','),
    must: `be a comma-separated list of ${CHANNEL_NAMES.join(', ')}`,
    parse: asList,
  })
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(CHANNEL_NAMES, { each: true })
  readonly enabled!: ChannelName[];

  @Setting('MICROSOFT_APP_ID', { fallback: '', must: 'be an app id', parse: asOptionalText })
  @IsOptional()
  @IsString()
  readonly microsoftAppId?: string;

  /** The first is the one that is used to sign in. */
  @Setting('MICROSOFT_APP_PASSWORD', { fallback: '', must: 'be a client secret', parse: asSecrets })
  @IsArray()
  readonly microsoftAppPasswords!: string[];

  @Setting('MICROSOFT_APP_TENANT_ID', { fallback: '', must: 'be a tenant id', parse: asOptionalText })
  @IsOptional()
  @IsString()
  readonly microsoftAppTenantId?: string;

  @Setting('MICROSOFT_APP_TYPE', {
    fallback: 'MultiTenant',
    must: `be one of ${APP_TYPES.join(', ')}`,
    parse: asText,
  })
  @IsIn(APP_TYPES)
  readonly microsoftAppType!: (typeof APP_TYPES)[number];

  /** Where replies may be posted: `https://host`, `https://*.host`, with a port or a path where needed. */
  @Setting('SERVICE_URL_ALLOWLIST', {
    fallback: CONNECTORS,
    must: 'be a comma-separated list of http or https URLs',
    parse: asList,
  })
  @Matches(URL_PATTERN, { each: true })
  readonly serviceUrlAllowlist!: string[];

  has(channel: ChannelName): boolean {
    return this.enabled.includes(channel);
  }
}
