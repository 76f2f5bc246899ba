import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signedHeaders } from './signature';

describe(signedHeaders.name, () => {
  const body = '{"type":"return.requested","data":{"name":"Zoë"}}';
  const [current, previous, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];

  it('is verified by a receiver that knows either secret while one is rotated', () => {
    const headers = signedHeaders('evt_1', new Date(), body, [current, previous]);
    for (const secret of [current, previous]) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature');
  });

  it('is of this very body, message and moment', () => {
    const now = new Date();
    const headers = signedHeaders('evt_1', now, body, [current]);
    const verify = (changed: Record<string, string>, text = body): unknown =>
      new Webhook(current).verify(text, { ...headers, ...changed });
    expect(() => verify({}, body.replace('Zoë', 'Zoe'))).toThrow('No matching signature');
    expect(() => verify({ 'webhook-id': 'evt_2' })).toThrow('No matching signature');
    const later = String(Number(headers['webhook-timestamp']) + 1);
    expect(() => verify({ 'webhook-timestamp': later })).toThrow('No matching signature');
    const stale = signedHeaders('evt_1', new Date(now.getTime() - 600_000), body, [current]);
    expect(() => verify(stale)).toThrow('timestamp too old');
  });

  it('has 32 random bytes for a secret', () => {
    expect(Buffer.from(current.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
    expect(current).not.toBe(previous);
  });
});
