import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** As it came, headers first, long lines put together again. */
  source: string;
  /** The code in its text. */
  code: string | undefined;
}

/** A mail server on loopback that keeps what it gets. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** How it answers the next mails, instead of taking them. */
  readonly refusals: number[] = [];
  private readonly server: SMTPServer;

  private constructor() {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: (_address, _session, done) => {
        const responseCode = this.refusals.shift();
        const error = new Error('<ana@example.com> is not taken now');
        done(responseCode === undefined ? null : Object.assign(error, { responseCode }));
      },
      onData: (stream, { envelope }, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          const source = Buffer.concat(parts).toString('utf8').replace(/=\r\n/g, '');
          const code = /^(\d{6})\r?$/m.exec(source)?.[1];
          this.mails.push({ to: envelope.rcptTo.map(({ address }) => address), source, code });
          done();
        });
      },
    });
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    await new Promise<void>((resolve) => {
      mail.server.listen(0, '127.0.0.1', () => resolve());
    });
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}
