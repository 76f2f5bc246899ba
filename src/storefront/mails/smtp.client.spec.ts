import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { DEFAULT_OPTIONS } from '../storefront.options';
import { SmtpClient, type Sent } from './smtp.client';

const USER = 'shop@example.com';
const PASSWORD = 'p@ss:wörd/';

describe(SmtpClient.name, () => {
  const logins: string[] = [];
  const servers: SMTPServer[] = [];

  /** A server that wants a password; with TLS its certificate is one that nobody vouches for. */
  async function portOf(disabledCommands: string[], secure = false): Promise<number> {
    const server = new SMTPServer({
      secure,
      disabledCommands,
      allowInsecureAuth: true,
      onAuth: ({ username = '', password = '' }, _session, done) => {
        logins.push(`${username} ${password}`);
        done(password === PASSWORD ? null : new Error('wrong'), { user: username });
      },
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => done());
      },
    });
    server.on('error', () => undefined);
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    return (server.server.address() as AddressInfo).port;
  }

  async function send(smtpUrl: string, requireTls = false, to = 'ana@example.com'): Promise<Sent> {
    const mail = { smtpUrl, from: 'help@shop.example', requireTls, pollMs: 0 };
    const client = new SmtpClient({ ...DEFAULT_OPTIONS, mail });
    return client.send({ to, subject: 'Your code', text: '482913' }, 'id').finally(() => client.close());
  }

  const credentials = (password = PASSWORD): string =>
    `${encodeURIComponent(USER)}:${encodeURIComponent(password)}`;

  afterEach(async () => {
    logins.splice(0);
    await Promise.all(
      servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
  });

  it('signs in with the user and password of the URL, whatever characters are in them', async () => {
    const port = await portOf(['STARTTLS']);
    expect(await send(`smtp://${credentials()}@127.0.0.1:${port}`)).toEqual({ kind: 'sent' });
    expect(logins).toEqual([`${USER} ${PASSWORD}`]);
  });

  it('tries again with a wrong password, which may be put right', async () => {
    const port = await portOf(['STARTTLS']);
    expect(await send(`smtp://${credentials('wrong')}@127.0.0.1:${port}`)).toEqual({
      kind: 'failed',
      code: 'EAUTH_535',
    });
  });

  it('never sends a password without TLS where that is asked for', async () => {
    const port = await portOf(['STARTTLS']);
    const sent = await send(`smtp://${credentials()}@127.0.0.1:${port}`, true);
    expect(sent).toMatchObject({ kind: 'failed' });
    expect(logins).toEqual([]);
  });

  it.each(['smtp', 'smtps'])('trusts no certificate that nobody vouches for (%s)', async (scheme) => {
    // smtp-server warns of its own certificate, which is the one wanted here.
    const warned = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const port = await portOf([], scheme === 'smtps');
    warned.mockRestore();
    const sent = await send(`${scheme}://${credentials()}@127.0.0.1:${port}`, true);
    expect(sent).toMatchObject({ kind: 'failed' });
    expect(logins).toEqual([]);
  });

  it('fails where nobody listens', async () => {
    expect(await send('smtp://127.0.0.1:9')).toMatchObject({ kind: 'failed', code: 'ESOCKET' });
  });

  it.each([
    'ana@example.com, mallory@example.com',
    'Ana <ana@example.com>',
    '"ana@x"@example.com',
    'ana\r\n@x',
  ])('writes to nobody at %j', async (to) => {
    const port = await portOf(['STARTTLS', 'AUTH']);
    expect(await send(`smtp://127.0.0.1:${port}`, false, to)).toEqual({
      kind: 'refused',
      code: 'ADDRESS_INVALID',
    });
  });
});
