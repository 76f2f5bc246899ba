import {
  type Activity,
  ActionTypes,
  ActivityTypes,
  type ConversationReference,
  InputHints,
} from 'botbuilder';
import type { OutboxPayload } from '../../storage';

/** What a reply carries in any channel. */
export type ReplyContent = Pick<OutboxPayload, 'text' | 'suggestedActions' | 'locale'>;

/** A reply as the activity that goes to `address`. */
export function replyActivity(reply: ReplyContent, address: ConversationReference): Partial<Activity> {
  const { text, locale, suggestedActions = [] } = reply;
  const { activityId, channelId, serviceUrl, conversation, bot, user } = address;
  return {
    type: ActivityTypes.Message,
    text,
    textFormat: 'plain',
    inputHint: InputHints.AcceptingInput,
    ...(locale ? { locale } : {}),
    channelId,
    serviceUrl,
    conversation,
    from: bot,
    ...(user ? { recipient: user } : {}),
    ...(activityId ? { replyToId: activityId } : {}),
    // Some channels show an empty bar for an empty list.
    ...(suggestedActions.length > 0
      ? {
          suggestedActions: {
            to: user ? [user.id] : [],
            actions: suggestedActions.map((title) => ({ type: ActionTypes.ImBack, title, value: title })),
          },
        }
      : {}),
  };
}
