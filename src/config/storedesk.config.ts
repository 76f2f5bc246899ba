import type { ChannelsConfig } from './channels.config';
import type { DemoShopConfig } from './demo-shop.config';
import type { EventsOutConfig } from './events-out.config';
import type { IdentityConfig } from './identity.config';
import type { LanguageConfig } from './language.config';
import type { LimitsConfig } from './limits.config';
import type { LogConfig } from './log.config';
import type { MailConfig } from './mail.config';
import type { NluConfig } from './nlu.config';
import type { SecurityConfig } from './security.config';
import type { ServerConfig } from './server.config';
import type { ShopConfig } from './shop.config';
import type { ShopSystemsConfig } from './shop-systems.config';
import type { StorageConfig } from './storage.config';

/** All settings, validated and frozen. Also the DI token. Made by `loadConfig`. */
export abstract class StoredeskConfig {
  abstract readonly server: ServerConfig;
  abstract readonly storage: StorageConfig;
  abstract readonly nlu: NluConfig;
  abstract readonly channels: ChannelsConfig;
  abstract readonly security: SecurityConfig;
  abstract readonly identity: IdentityConfig;
  abstract readonly mail: MailConfig;
  abstract readonly demoShop: DemoShopConfig;
  abstract readonly language: LanguageConfig;
  abstract readonly shop: ShopConfig;
  abstract readonly shopSystems: ShopSystemsConfig;
  abstract readonly eventsOut: EventsOutConfig;
  abstract readonly limits: LimitsConfig;
  abstract readonly log: LogConfig;
}
