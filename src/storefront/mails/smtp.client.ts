import { Inject, Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { STOREFRONT_OPTIONS, type MailOptions, type StorefrontOptions } from '../storefront.options';
import { mailHtml } from './mail-html';
import type { MailText } from './mail.types';

const CONNECT_MS = 10_000;
/** Of silence, in the middle of a mail. */
const SILENCE_MS = 15_000;

/** One plain address: nothing that a mail server or a library could read as two. */
const ADDRESS = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/;

export type Sent =
  | { kind: 'sent' }
  /** The server will not take this mail, now or later. */
  | { kind: 'refused'; code: string }
  | { kind: 'failed'; code: string };

/** Hands mails to the shop's mail server. */
@Injectable()
export class SmtpClient {
  private readonly mail: MailOptions | null;
  private readonly transport: { sendMail: (message: object) => Promise<unknown>; close: () => void } | null;

  constructor(@Inject(STOREFRONT_OPTIONS) { mail }: StorefrontOptions) {
    this.mail = mail;
    this.transport = mail && createTransport(transportOptions(mail));
  }

  /** Never rejects. @param id the same for the same mail, so that one that came twice can be told */
  async send({ to, subject, text }: MailText & { to: string }, id: string): Promise<Sent> {
    if (!this.mail || !this.transport) return { kind: 'failed', code: 'MAIL_OFF' };
    if (!ADDRESS.test(to)) return { kind: 'refused', code: 'ADDRESS_INVALID' };
    const { from } = this.mail;
    const messageId = `<${id}@${/@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost'}>`;
    try {
      await this.transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        html: mailHtml(text),
        messageId,
        // Out-of-office replies to it are of no use to anybody (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { kind: 'sent' };
    } catch (error) {
      return failureOf(error);
    }
  }

  close(): void {
    this.transport?.close();
  }
}

function transportOptions({ smtpUrl, requireTls }: MailOptions): object {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? undefined : Number(port),
    secure,
    auth:
      username === ''
        ? undefined
        : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    requireTLS: !secure && requireTls && username !== '',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  };
}

/** Only codes: what a server says of a mail may hold its address. */
function failureOf(error: unknown): Sent {
  const { code = 'UNKNOWN', responseCode = 0 } = error as { code?: string; responseCode?: number };
  // A wrong password is answered with 5xx too, and may be put right.
  const isOfMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const detail = responseCode > 0 ? `${code}_${responseCode}` : code;
  return { kind: isOfMail && responseCode >= 500 ? 'refused' : 'failed', code: detail };
}
