import { Inject, Injectable } from '@nestjs/common';
import type { ConversationReference } from 'botbuilder';
import { OutboxSender, UndeliverableError } from '../outbox/outbox.sender';
import type { OutboxItem } from '../outbox/outbox.store';
import { ActivityAdapter } from './activity.adapter';
import { replyActivity } from './reply-activity';
import { ServiceUrlAllowlist } from './service-url-allowlist';

/** Posts messages of the outbox to the conversation's connector. */
@Injectable()
export class BotFrameworkSender extends OutboxSender {
  readonly channel = 'botframework';

  constructor(
    @Inject(ActivityAdapter) private readonly adapter: ActivityAdapter,
    @Inject(ServiceUrlAllowlist) private readonly allowlist: ServiceUrlAllowlist,
  ) {
    super();
  }

  async send({ payload, conversationAddress }: OutboxItem): Promise<string | undefined> {
    const address = (payload.replyAddress ?? withoutActivity(conversationAddress)) as ConversationReference;
    // Whoever waits for the answer to each activity cannot be reached in between.
    if (!address.serviceUrl) throw new UndeliverableError('the conversation has no serviceUrl');
    // Checked again: the list may have become shorter since the message came.
    this.allowlist.check(address.serviceUrl);
    return this.adapter.post(address, replyActivity(payload, address));
  }
}

/** The conversation's address is that of its last message, which a late message does not answer. */
function withoutActivity(address: unknown): unknown {
  return { ...(address as ConversationReference), activityId: undefined };
}
