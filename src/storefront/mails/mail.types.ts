/** What a mail says. */
export interface MailText {
  subject: string;
  text: string;
}

/** A mail on its way. */
export interface Mail extends MailText {
  /** null: nobody. It is made and kept as any other, so that nothing tells whether somebody gets one, and not sent. */
  to: string | null;
}
