import type { StoredeskConfig } from './storedesk.config';

/** Whoever is asked for a mailed code has to get it, and in production no restart may spoil it. */
export function missingForCodes({ identity, mail, server }: StoredeskConfig): string[] {
  if (identity.proof !== 'code') return [];
  const missing = [
    mail.smtpUrl === undefined && 'SMTP_URL must be set',
    mail.from === undefined && 'MAIL_FROM must be set',
    server.isProduction &&
      identity.codeSecrets?.length === 0 &&
      'IDENTITY_CODE_SECRET must be set in production',
  ];
  return missing.flatMap((text) => (text ? [`${text} while IDENTITY_PROOF is code`] : []));
}
