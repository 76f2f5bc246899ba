import type { ChannelName } from '../common';
import type { StoredeskConfig } from './storedesk.config';

interface Requirement {
  name: string;
  channels: ChannelName[];
  isMissing: (config: StoredeskConfig) => boolean;
}

const REQUIREMENTS: Requirement[] = [
  {
    name: 'CUSTOMER_TOKEN_SECRET',
    channels: ['rest', 'chat'],
    isMissing: ({ security }) => security.customerTokenSecrets.length === 0,
  },
  {
    // Without an app id the SDK accepts anyone's activities.
    name: 'MICROSOFT_APP_ID',
    channels: ['botframework'],
    isMissing: ({ channels }) => channels.microsoftAppId === undefined,
  },
  {
    name: 'MICROSOFT_APP_PASSWORD',
    channels: ['botframework'],
    isMissing: ({ channels }) =>
      channels.microsoftAppType !== 'UserAssignedMSI' && channels.microsoftAppPasswords.length === 0,
  },
  {
    name: 'MICROSOFT_APP_TENANT_ID',
    channels: ['botframework'],
    isMissing: ({ channels }) =>
      channels.microsoftAppType !== 'MultiTenant' && channels.microsoftAppTenantId === undefined,
  },
];

/** In production a channel that is switched on has its secrets, or the service does not start. */
export function missingSecrets(config: StoredeskConfig): string[] {
  if (!config.server.isProduction) return [];
  return REQUIREMENTS.flatMap(({ name, channels, isMissing }) => {
    // A setting that is not valid is named by its own failure.
    if (!Array.isArray(config.channels.enabled)) return [];
    const needing = channels.filter((channel) => config.channels.has(channel));
    if (needing.length === 0 || !isMissing(config)) return [];
    return [`${name} must be set in production while CHANNELS has ${needing.join(' and ')}`];
  });
}
