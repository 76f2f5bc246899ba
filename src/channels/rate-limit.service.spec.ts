import { describe, expect, it } from '@jest/globals';
import { startChannels } from '../../test/support/channels-app';
import { RateLimitService } from './rate-limit.service';

describe(RateLimitService.name, () => {
  it('counts by address and by conversation, and says when to come back', async () => {
    const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '3' });
    const { conversationId } = (await channels.post('/v1/conversations', {})).body;
    await channels.post('/v1/messages', { text: 'one', conversationId });
    await channels.post('/v1/messages', { text: 'two', conversationId });
    const refused = await channels.post('/v1/messages', { text: 'three', conversationId });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await channels.get(`/v1/conversations/${conversationId}/messages`)).status).toBe(200);
    await channels.app.close();
  });

  it('counts the conversation whichever address its messages come from', async () => {
    const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '2', TRUST_PROXY: 'loopback' });
    const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });
    const { conversationId } = (await channels.post('/v1/conversations', {}, from('203.0.113.1'))).body;
    const statuses = [];
    for (const address of ['203.0.113.2', '203.0.113.3', '203.0.113.4']) {
      statuses.push(
        (await channels.post('/v1/messages', { text: 'hi', conversationId }, from(address))).status,
      );
    }
    expect(statuses).toEqual([200, 200, 429]);
    await channels.app.close();
  });

  it('is not fooled by a client that names an address', async () => {
    const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '1' });
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    expect((await channels.post('/v1/messages', { text: 'hi' })).status).toBe(200);
    expect((await channels.post('/v1/messages', { text: 'hi' }, headers)).status).toBe(429);
    await channels.app.close();
  });

  describe('behind a proxy that writes the client’s port', () => {
    it.each([
      ['203.0.113.2:4001', '203.0.113.2:4002', '203.0.113.3:4001'],
      ['[2001:db8::2]:4001', '[2001:db8::2]:4002', '[2001:db8:0:1::2]:4001'],
      ['[2001:db8::2]:4001', '2001:db8::3', '2001:db8:0:1::2'],
      ['[::ffff:203.0.113.2]:4001', '203.0.113.2', '203.0.113.3'],
    ])('counts %s and %s as one client, and %s as another', async (first, again, other) => {
      const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: 'loopback' });
      const statuses = [];
      for (const address of [first, again, other]) {
        const headers = { 'X-Forwarded-For': address };
        statuses.push((await channels.post('/v1/messages', { text: 'hi' }, headers)).status);
      }
      expect(statuses).toEqual([200, 429, 200]);
      await channels.app.close();
    });
  });

  describe('of late messages', () => {
    it('lets ten pages of one address ask once a second, whatever the limit of messages, and no more', async () => {
      const channels = await startChannels({ RATE_LIMIT_PER_MINUTE: '1' });
      const { conversationId } = (await channels.post('/v1/conversations', {})).body;
      const poll = async (): Promise<number> =>
        (await channels.get(`/v1/conversations/${conversationId}/messages`)).status;
      const statuses = new Set<number>();
      for (let second = 0; second < 60; second += 1) {
        (await Promise.all(Array.from({ length: 10 }, poll))).forEach((status) => statuses.add(status));
      }
      expect([...statuses]).toEqual([200]);
      expect(await poll()).toBe(429);
      expect((await channels.get('/v1/conversations/guessed/messages')).status).toBe(429);
      await channels.app.close();
    });
  });
});
