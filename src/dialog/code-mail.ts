import type { MailText } from '../storefront';
import type { TurnContext } from './turn-context';

/** The mail of a code, in the customer's language: the first line of its template is the subject. */
export function codeMail({ catalogue, locale, message, shop }: TurnContext, code: string): MailText {
  const { text } = catalogue.render({
    templateId: 'mail_code',
    outcome: 'ok',
    locale,
    conversationId: message.conversationId,
    // A mail is plain text, wherever the conversation is.
    channel: 'rest',
    facts: { shop, code },
  });
  const [subject = '', ...lines] = text.split('\n');
  return { subject, text: lines.join('\n').trim() };
}
