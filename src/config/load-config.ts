import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ChannelsConfig } from './channels.config';
import { ConfigInvalidError } from './config.errors';
import { DemoShopConfig } from './demo-shop.config';
import { EventsOutConfig } from './events-out.config';
import { IdentityConfig } from './identity.config';
import { LanguageConfig } from './language.config';
import { LimitsConfig } from './limits.config';
import { LogConfig } from './log.config';
import { MailConfig } from './mail.config';
import { NluConfig } from './nlu.config';
import { missingForCodes } from './required-for-codes';
import { missingSecrets } from './required-secrets';
import { SecurityConfig } from './security.config';
import { ServerConfig } from './server.config';
import { type Environment, readConcern, type SettingDefinition, settingsOf } from './setting';
import { ShopConfig } from './shop.config';
import { incompleteSystems, ShopSystemsConfig } from './shop-systems.config';
import { StorageConfig } from './storage.config';
import type { StoredeskConfig } from './storedesk.config';

const CONCERNS = {
  server: ServerConfig,
  storage: StorageConfig,
  nlu: NluConfig,
  channels: ChannelsConfig,
  security: SecurityConfig,
  identity: IdentityConfig,
  mail: MailConfig,
  demoShop: DemoShopConfig,
  language: LanguageConfig,
  shop: ShopConfig,
  shopSystems: ShopSystemsConfig,
  eventsOut: EventsOutConfig,
  limits: LimitsConfig,
  log: LogConfig,
} as const;

/** Every setting, in the order of the concerns. */
export function allSettings(): SettingDefinition[] {
  return Object.values(CONCERNS).flatMap((concern) => settingsOf(concern));
}

/** The variables that are set, over those of a `.env` in the directory, if there is one. */
export function readEnvironment(directory = process.cwd()): Environment {
  const file = join(directory, '.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...written, ...process.env };
}

/**
 * Reads and checks all settings at once.
 * @throws ConfigInvalidError naming every setting that is not valid or missing, never a value
 */
export function loadConfig(environment: Environment = readEnvironment()): StoredeskConfig {
  const isProduction = environment['NODE_ENV']?.trim() === 'production';
  const failures: string[] = [];
  const read = <T extends object>(concern: new () => T): T => {
    const result = readConcern(concern, environment, isProduction);
    failures.push(...result.failures);
    return result.value;
  };
  const config: StoredeskConfig = {
    server: read(CONCERNS.server),
    storage: read(CONCERNS.storage),
    nlu: read(CONCERNS.nlu),
    channels: read(CONCERNS.channels),
    security: read(CONCERNS.security),
    identity: read(CONCERNS.identity),
    mail: read(CONCERNS.mail),
    demoShop: read(CONCERNS.demoShop),
    language: read(CONCERNS.language),
    shop: read(CONCERNS.shop),
    shopSystems: read(CONCERNS.shopSystems),
    eventsOut: read(CONCERNS.eventsOut),
    limits: read(CONCERNS.limits),
    log: read(CONCERNS.log),
  };
  failures.push(
    ...missingSecrets(config),
    ...missingForCodes(config),
    ...incompleteSystems(config.shopSystems),
  );
  if (failures.length > 0) throw new ConfigInvalidError(failures);
  return Object.freeze(config);
}
