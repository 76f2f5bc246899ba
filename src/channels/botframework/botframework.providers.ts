import type { Provider } from '@nestjs/common';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { StoredeskConfig } from '../../config';
import { ActivityAdapter, authenticationFrom } from './activity.adapter';
import { ActivityTurnService } from './activity-turn.service';
import { BotFrameworkSender } from './botframework.sender';
import { LateTurnsService, TURN_TIMES, USUAL_TURN_TIMES } from './late-turns.service';
import { ServiceUrlAllowlist } from './service-url-allowlist';

/** What the Bot Framework channel is made of. */
export const BOT_FRAMEWORK_PROVIDERS: Provider[] = [
  {
    provide: ConfigurationBotFrameworkAuthentication,
    useFactory: authenticationFrom,
    inject: [StoredeskConfig],
  },
  ActivityAdapter,
  ActivityTurnService,
  BotFrameworkSender,
  LateTurnsService,
  { provide: TURN_TIMES, useValue: USUAL_TURN_TIMES },
  ServiceUrlAllowlist,
];
