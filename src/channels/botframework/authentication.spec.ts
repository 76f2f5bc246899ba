import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { ServiceClientCredentials, ServiceClientCredentialsFactory } from 'botframework-connector';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Answer, type ChannelsApp, startChannels } from '../../../test/support/channels-app';
import { type FakeConnector, startConnector } from '../../../test/support/fake-connector';
import { ActivityAdapter } from './activity.adapter';
import { CONNECTOR_OPTIONS } from './connector-http.client';

const APP_ID = '11111111-2222-3333-4444-555555555555';
const ISSUER = 'https://api.botframework.com';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** Signs requests to the connector without asking Microsoft for a token. */
class FakeCredentials implements ServiceClientCredentialsFactory {
  isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === APP_ID);
  }
  isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false);
  }
  createCredentials(): Promise<ServiceClientCredentials> {
    const signRequest: ServiceClientCredentials['signRequest'] = (request) => {
      request.headers.set('authorization', 'Bearer token-of-the-bot');
      return Promise.resolve(request);
    };
    return Promise.resolve({ signRequest });
  }
}

describe(`${ActivityAdapter.name} with an app id`, () => {
  let channels: ChannelsApp;
  let connector: FakeConnector;
  let keyServer: Server;
  let known: KeyPair;
  let unknown: KeyPair;
  const keyRequests: string[] = [];

  const sign = (
    { iss = ISSUER, aud = APP_ID, ...claims }: Record<string, string | undefined> = {},
    { key = known, kid = 'key-1', exp = '10m' }: { key?: KeyPair; kid?: string; exp?: string | number } = {},
  ): Promise<string> =>
    new SignJWT({ serviceurl: connector.url, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer(iss)
      .setAudience(aud)
      .setIssuedAt()
      .setExpirationTime(exp)
      .sign(key.privateKey);

  const send = (authorization: string | undefined, part: Record<string, unknown> = {}): Promise<Answer> =>
    channels.post(
      '/api/messages',
      {
        type: 'message',
        id: `a-${Math.random()}`,
        channelId: 'webchat',
        serviceUrl: connector.url,
        conversation: { id: 'c1' },
        from: { id: 'user-1' },
        recipient: { id: 'bot-1' },
        text: 'hello',
        ...part,
      },
      authorization === undefined ? {} : { Authorization: authorization },
    );

  beforeAll(async () => {
    // The SDK writes refused tokens to the console.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    connector = await startConnector();
    known = await generateKeyPair('RS256', { extractable: true });
    unknown = await generateKeyPair('RS256', { extractable: true });
    const jwk = {
      ...(await exportJWK(known.publicKey)),
      kid: 'key-1',
      use: 'sig',
      endorsements: ['webchat'],
    };
    keyServer = createServer((request, response) => {
      keyRequests.push(request.url ?? '');
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { jwks_uri: `${keysUrl}/keys` }),
      );
    });
    await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
    const keysUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}`;
    const authentication = new ConfigurationBotFrameworkAuthentication(
      {
        ToChannelFromBotLoginUrl: 'https://login.example',
        ToChannelFromBotOAuthScope: ISSUER,
        ToBotFromChannelTokenIssuer: ISSUER,
        ToBotFromChannelOpenIdMetadataUrl: `${keysUrl}/openid`,
        ToBotFromEmulatorOpenIdMetadataUrl: `${keysUrl}/openid`,
        OAuthUrl: 'https://token.example',
      },
      new FakeCredentials(),
      undefined,
      undefined,
      CONNECTOR_OPTIONS,
    );
    channels = await startChannels(
      { MICROSOFT_APP_ID: APP_ID, MICROSOFT_APP_PASSWORD: 'p', SERVICE_URL_ALLOWLIST: connector.url },
      (builder) => builder.overrideProvider(ConfigurationBotFrameworkAuthentication).useValue(authentication),
    );
  });
  afterAll(async () => {
    await channels.app.close();
    await connector.close();
    keyServer.close();
    jest.restoreAllMocks();
  });

  it('fetches no keys for what cannot be a token of ours', async () => {
    const past = Math.floor(Date.now() / 1000) - 10 * 60;
    const refused = [
      undefined,
      '',
      'Bearer',
      'Bearer nonsense',
      `Basic ${await sign()}`,
      `Bearer ${await sign({ aud: 'another-app' })}`,
      `Bearer ${await sign({}, { exp: past })}`,
    ];
    for (const authorization of refused) {
      const answer = await send(authorization);
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(keyRequests).toEqual([]);
  });

  it('accepts a token of the Bot Framework, and signs its replies', async () => {
    expect((await send(`Bearer ${await sign()}`)).status).toBe(200);
    const [delivery] = await connector.accepted(1);
    expect(delivery?.headers.authorization).toBe('Bearer token-of-the-bot');
    expect(delivery?.activity).toMatchObject({ text: 'You said: hello' });
  });

  it('answers 401, never 500, to a token that is not right', async () => {
    const refused = [
      await sign({}, { key: unknown }), // signed by another key under a known id
      await sign({}, { kid: 'key-2' }),
      await sign({ iss: 'https://issuer.example' }),
      await sign({ serviceurl: 'https://elsewhere.example' }),
      await sign({ serviceurl: undefined }),
    ];
    for (const token of refused) {
      expect(await send(`Bearer ${token}`)).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    }
    expect(await send(`Bearer ${await sign()}`, { channelId: 'slack' })).toMatchObject({ status: 401 });
    const [, claims] = (await sign()).split('.');
    const unsigned = `${Buffer.from('{"alg":"none","kid":"key-1"}').toString('base64url')}.${claims}.`;
    expect(await send(`Bearer ${unsigned}`)).toMatchObject({ status: 401 });
  });

  it('posts to allowed addresses only, whoever signed', async () => {
    const serviceUrl = 'http://127.0.0.1:9/';
    const token = await sign({ serviceurl: serviceUrl });
    expect(await send(`Bearer ${token}`, { serviceUrl })).toMatchObject({
      status: 403,
      body: { code: 'SERVICE_URL_REFUSED' },
    });
  });
});
