import { headerFault, headerOf, timeOf } from '../events-in/headers';
import { fieldOf, resourceKeyOf } from '../events-in/resource-key';
import { isOneOf } from '../events-in/signature';
import type { WebhookSource } from '../events-in/webhook-source';
import { STANDARD_HEADERS, standardSignature } from './standard-signature';

const { id: ID, timestamp: TIMESTAMP, signature: SIGNATURE } = STANDARD_HEADERS;

/** The specification's own: a clock that is wrong by less is no reason to lose an event. */
const TOLERANCE_MS = 5 * 60_000;
const LONGEST_TOPIC = 200;

/** Events after https://www.standardwebhooks.com: `{ "type", "timestamp", "data" }`. */
export const STANDARD_WEBHOOK: WebhookSource = {
  name: 'standard',

  secretsIn: ({ security }) => security.standardWebhookSecrets,

  refusalOf({ headers, body }, secrets, now) {
    const signatures = headerOf(headers, SIGNATURE);
    if (signatures === undefined) return { kind: 'signature_missing' };
    const fault = headerFault(headers, [ID, TIMESTAMP]);
    if (fault) return fault;
    const [id = '', timestamp = ''] = [headerOf(headers, ID), headerOf(headers, TIMESTAMP)];
    if (!/^\d{1,12}$/.test(timestamp)) return { kind: 'header_invalid', header: TIMESTAMP };
    if (body.length === 0) return { kind: 'body_empty' };
    const right = secrets.map((secret) => standardSignature(secret, id, timestamp, body));
    // While the sender changes its secret it signs with both; other versions than v1 are not ours to check.
    if (!isOneOf(signatures.split(/\s+/), right)) return { kind: 'signature_wrong' };
    const age = Math.abs(now.getTime() - Number(timestamp) * 1000);
    return age > TOLERANCE_MS ? { kind: 'timestamp_stale' } : undefined;
  },

  labelsOf({ headers }, payload) {
    const type = fieldOf(payload, 'type');
    const topic = typeof type === 'string' && type.length <= LONGEST_TOPIC ? type : '';
    const [kind = ''] = topic.split('.');
    return {
      topic,
      deliveryKey: headerOf(headers, ID) ?? '',
      resourceKey: resourceKeyOf([
        ['order', fieldOf(payload, 'data', 'orderId')],
        ['order', fieldOf(payload, 'data', 'order', 'id')],
        [kind, fieldOf(payload, 'data', 'id')],
        [kind, fieldOf(payload, 'data', 'actionKey')],
        [kind, fieldOf(payload, 'data', 'requestNumber')],
      ]),
      // The header has the time of the attempt.
      triggeredAt: timeOf(fieldOf(payload, 'timestamp')),
    };
  },
};
