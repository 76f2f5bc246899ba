import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import type { StoredeskConfig } from '../config';
import { AnswerService } from './answer.service';
import { BotFrameworkController } from './botframework/botframework.controller';
import { BOT_FRAMEWORK_PROVIDERS } from './botframework/botframework.providers';
import { BotFrameworkSender } from './botframework/botframework.sender';
import { ChatController } from './chat/chat.controller';
import { CustomerTokenService } from './customer-token.service';
import { ConnectionsService } from './http/connections.service';
import { OUTBOX_SENDERS, type OutboxSender } from './outbox/outbox.sender';
import { OutboxDrainerService } from './outbox/outbox-drainer.service';
import { OutboxRepository } from './outbox/outbox.repository';
import { OutboxStore } from './outbox/outbox.store';
import { RateLimitService } from './rate-limit.service';
import { FeedbackController } from './rest/feedback.controller';
import { RestController } from './rest/rest.controller';

interface Channel {
  controllers: Type[];
  providers: Provider[];
  sender?: Type<OutboxSender>;
}

const REST: Channel = { controllers: [RestController, FeedbackController], providers: [] };
const BOT_FRAMEWORK: Channel = {
  controllers: [BotFrameworkController],
  providers: BOT_FRAMEWORK_PROVIDERS,
  sender: BotFrameworkSender,
};
const CHAT: Channel = { controllers: [ChatController], providers: [] };

/**
 * The ways in that are switched on. Needs a global `Clock`, configuration and observability; `imports` bring what
 * exports `DialogPort` and `DATABASE`, unless they are global.
 */
@Module({})
export class ChannelsModule {
  static forRoot(config: StoredeskConfig, imports: DynamicModule[] = []): DynamicModule {
    const channels = channelsOf(config);
    const senders = channels.flatMap(({ sender }) => (sender ? [sender] : []));
    return {
      module: ChannelsModule,
      imports,
      controllers: channels.flatMap(({ controllers }) => controllers),
      providers: [
        AnswerService,
        ConnectionsService,
        CustomerTokenService,
        RateLimitService,
        { provide: OutboxStore, useClass: OutboxRepository },
        OutboxDrainerService,
        { provide: OUTBOX_SENDERS, useFactory: (...made: OutboxSender[]) => made, inject: senders },
        ...channels.flatMap(({ providers }) => providers),
      ],
    };
  }
}

function channelsOf({ channels }: StoredeskConfig): Channel[] {
  return [
    // The chat page talks to the plain way in.
    ...(channels.has('rest') || channels.has('chat') ? [REST] : []),
    ...(channels.has('botframework') ? [BOT_FRAMEWORK] : []),
    ...(channels.has('chat') ? [CHAT] : []),
  ];
}
