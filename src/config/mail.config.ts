import { IsOptional, Matches, registerDecorator } from 'class-validator';
import { asOptionalText } from './parsing';
import { Setting } from './setting';

/** `shop@example.com`, or `A Shop <shop@example.com>`; one address, on one line. */
const SENDER = /^(?:[^\s<>@,;"]+@[^\s<>@,;"]+|[^<>@\r\n]+<[^\s<>@,;"]+@[^\s<>@,;"]+>)$/;

/** How the service sends mail. */
export class MailConfig {
  /** With user and password where the server wants them. */
  @Setting('SMTP_URL', {
    fallback: '',
    must: 'be the URL of a mail server, such as smtps://user:password@mail.example.com',
    parse: asOptionalText,
  })
  @IsOptional()
  @IsSmtpUrl()
  readonly smtpUrl?: string;

  @Setting('MAIL_FROM', {
    fallback: '',
    must: 'be an address, such as A Shop <help@shop.example>',
    parse: asOptionalText,
  })
  @IsOptional()
  @Matches(SENDER)
  readonly from?: string;
}

function IsSmtpUrl(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isSmtpUrl',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value) => typeof value === 'string' && isSmtpUrl(value) },
    });
}

function isSmtpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, pathname } = new URL(value);
  const isBare = search === '' && hash === '' && (pathname === '' || pathname === '/');
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '' && isBare;
}
