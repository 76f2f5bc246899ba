import type { IncomingHttpHeaders } from 'node:http';
import type { StoredeskConfig } from '../../config';
import type { ShopEventSource } from './event-applier.port';

/** A request as it came, its body untouched. */
export interface WebhookRequest {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Why a request is not believed. */
export type WebhookRefusal =
  | { kind: 'signature_missing' }
  | { kind: 'header_missing'; header: string }
  | { kind: 'header_invalid'; header: string }
  | { kind: 'body_empty' }
  | { kind: 'signature_wrong' }
  | { kind: 'timestamp_stale' };

/** What a believed request tells about its event, besides the payload. */
export interface EventLabels {
  /** Empty where only the payload could tell, and does not. */
  topic: string;
  deliveryKey: string;
  eventId?: string;
  origin?: string;
  resourceKey?: string;
  triggeredAt?: Date;
}

/** How a kind of shop signs and labels what it sends. */
export interface WebhookSource {
  readonly name: ShopEventSource;

  /** None: this source is not expected to send anything. */
  secretsIn(config: StoredeskConfig): readonly string[];

  /** Undefined when one of the secrets signed it, and it is complete. */
  refusalOf(request: WebhookRequest, secrets: readonly string[], now: Date): WebhookRefusal | undefined;

  /**
   * Of a request that is believed.
   * @param payload undefined for a body that is no JSON object
   */
  labelsOf(request: WebhookRequest, payload: object | undefined): EventLabels;
}
