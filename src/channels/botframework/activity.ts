import type { Activity, ConversationReference } from 'botbuilder';
import { Problem } from '../http/problem';

/** Ids of channels are long (Teams: some 200 characters), but not longer than this. */
const MAX_ID_LENGTH = 1_000;

type Json = Record<string, unknown>;

/**
 * Checks what the SDK takes for granted and answers with a stack trace when it is missing.
 * @throws Problem 400 ACTIVITY_INVALID
 */
export function parseActivity(body: unknown): Activity {
  if (body === undefined)
    throw new Problem(400, 'BODY_NOT_JSON', 'An activity is needed, sent as application/json.');
  const activity = objectAt(body, 'The activity');
  const type = activity['type'];
  if (typeof type !== 'string' || type === '') throw invalid('The activity has no type.', 'type');
  const isSynchronous = activity['deliveryMode'] === 'expectReplies' || type === 'invoke';
  for (const field of ['id', 'channelId', 'serviceUrl', 'text', 'locale', 'deliveryMode']) {
    if (activity[field] != null && typeof activity[field] !== 'string')
      throw invalid(`${field} must be text.`, field);
  }
  // Replies to these go into the answer; all others are posted to the serviceUrl.
  if (!isSynchronous && !activity['serviceUrl'])
    throw invalid('The activity has no serviceUrl.', 'serviceUrl');
  if (type === 'message' || type === 'conversationUpdate' || type === 'messageReaction') {
    requireId(objectAt(activity['conversation'], 'conversation')['id'], 'conversation.id');
  }
  if (type === 'message') requireId(objectAt(activity['from'], 'from')['id'], 'from.id');
  if (activity['id'] != null) requireId(activity['id'], 'id');
  if (type === 'messageReaction' && activity['replyToId'] != null) {
    requireId(activity['replyToId'], 'replyToId');
  }
  if (activity['membersAdded'] != null && !Array.isArray(activity['membersAdded'])) {
    throw invalid('membersAdded must be a list.', 'membersAdded');
  }
  return body as Activity;
}

/** The channel's conversation, unique over all channels. */
export function externalIdOf({ channelId, conversation }: Activity): string {
  return `${channelId ?? ''}|${conversation.id}`;
}

/** Where replies to the activity go. Only what a connector needs: no names, they are personal data. */
export function addressOf(activity: Activity): ConversationReference {
  const { id, isGroup, conversationType, tenantId } = activity.conversation;
  return {
    ...(activity.id ? { activityId: activity.id } : {}),
    channelId: activity.channelId,
    serviceUrl: activity.serviceUrl,
    conversation: { id, isGroup, conversationType, tenantId } as ConversationReference['conversation'],
    ...(activity.from?.id ? { user: { id: activity.from.id } as ConversationReference['user'] } : {}),
    bot: { id: activity.recipient?.id ?? '' } as ConversationReference['bot'],
  };
}

/** The client's own id for the message: a Direct Line client that sends it again makes a new activity of it. */
export function messageIdOf(activity: Activity): string | undefined {
  const clientId = channelDataOf(activity)['clientActivityID'];
  return isId(clientId) ? clientId : (activity.id ?? undefined);
}

/** What was written, without the bot's own name, which Teams puts into messages of a group. */
export function writtenIn({ text, entities, recipient }: Activity): string {
  const mentions: Json[] = Array.isArray(entities)
    ? entities.filter((entity) => entity?.type === 'mention')
    : [];
  const ofBot = mentions.filter(
    ({ mentioned }) => (mentioned as Json | null | undefined)?.['id'] === recipient?.id,
  );
  const names = ofBot
    .map((mention) => mention['text'])
    .filter((name) => typeof name === 'string' && name !== '');
  return names.reduce<string>((rest, name) => rest.replaceAll(String(name), ' '), text ?? '');
}

/** The token by which the shop's page tells who is signed in. */
export function customerTokenOf(activity: Activity): string | undefined {
  const token = channelDataOf(activity)['customerToken'];
  if (token === undefined || token === null) return undefined;
  if (typeof token === 'string') return token;
  throw invalid('channelData.customerToken must be text.', 'channelData.customerToken');
}

function channelDataOf({ channelData }: Activity): Json {
  return typeof channelData === 'object' && channelData !== null ? (channelData as Json) : {};
}

function objectAt(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw invalid(`${name} must be an object.`, name);
}

function requireId(value: unknown, field: string): void {
  if (!isId(value)) throw invalid(`${field} must be an id.`, field);
}

function isId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_ID_LENGTH &&
    !/\p{Cc}|\p{Cs}/u.test(value)
  );
}

function invalid(detail: string, field: string): Problem {
  return new Problem(400, 'ACTIVITY_INVALID', detail, { field });
}
