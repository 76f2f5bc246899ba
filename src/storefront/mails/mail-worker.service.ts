import { Inject, Injectable } from '@nestjs/common';
import { Clock, RepeatedWork, retryDelayMs } from '../../common';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';
import { MailSeal } from './mail-seal';
import { MailsStore, type ClaimedMail } from './mails.store';
import { SmtpClient } from './smtp.client';

/** Longer than the server may take for a mail: a second replica must not send it meanwhile. */
const LEASE_MS = 90_000;
const AT_ONCE = 4;

/** Sends the mails that wait, each at least once, until they are of no use any more. */
@Injectable()
export class MailWorkerService extends RepeatedWork {
  constructor(
    @Inject(STOREFRONT_OPTIONS) { mail }: StorefrontOptions,
    private readonly store: MailsStore,
    private readonly seal: MailSeal,
    private readonly client: SmtpClient,
    private readonly clock: Clock,
  ) {
    super(mail && mail.pollMs > 0 ? { everyMs: mail.pollMs } : {}, 'mails could not be read');
  }

  override async onApplicationShutdown(): Promise<void> {
    await super.onApplicationShutdown();
    this.client.close();
  }

  /** Sends what is due now; never rejects. A round that is under way is joined. */
  sendDue(): Promise<void> {
    return this.runRound();
  }

  protected override async round(): Promise<void> {
    await this.store.clearCodes(this.clock.now());
    while (!this.isStopping) {
      const now = this.clock.now();
      const claimed = await this.store.claim(now, new Date(now.getTime() + LEASE_MS), AT_ONCE);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((mail) => this.send(mail)));
    }
  }

  private async send({ id, sealed, attempts, expiresAt }: ClaimedMail): Promise<void> {
    const mail = this.seal.open(sealed);
    if (!mail) return this.drop(id, { code: 'SEAL_UNKNOWN', attempts });
    const { to } = mail;
    if (to === null) return this.store.delete(id);
    if (expiresAt <= this.clock.now()) return this.drop(id, { code: 'EXPIRED', attempts });
    const sent = await this.client.send({ ...mail, to }, messageIdOf(sealed));
    if (sent.kind === 'sent') return this.store.delete(id);
    const { code } = sent;
    const retryAt = new Date(this.clock.now().getTime() + retryDelayMs(attempts));
    if (sent.kind === 'refused' || retryAt >= expiresAt) return this.drop(id, { code, attempts });
    this.logger.warn({ mailId: id, code, attempts }, 'a mail could not be sent yet');
    await this.store.retryAt(id, retryAt);
  }

  private async drop(id: number, details: { code: string; attempts: number }): Promise<void> {
    this.logger.warn({ mailId: id, ...details }, 'a mail was given up');
    await this.store.delete(id);
  }
}

/** The nonce that a mail was sealed with: the same at every attempt, and nobody else's. */
function messageIdOf(sealed: string): string {
  return Buffer.from(sealed, 'base64').subarray(0, 12).toString('hex');
}
