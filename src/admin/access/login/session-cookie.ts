import type { Request, Response } from 'express';

const NAME = 'storedesk_session';

/** 256 bits as base64url. */
const SECRET = /^[\w-]{43}$/;

/** The secret of the request's session cookie, if there is one of the right form. */
export function readSessionCookie({ headers }: Request): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=');
    if (name === NAME && SECRET.test(value)) return value;
  }
  return undefined;
}

/**
 * In production the cookie never travels in the clear, whether or not the proxy in front says that it speaks HTTPS.
 * Chrome and Firefox take it from `http://localhost` all the same. In development plain HTTP is a normal way to work.
 */
export function writeSessionCookie(
  response: Response,
  secret: string,
  expiresAt: Date,
  isProduction: boolean,
): void {
  response.cookie(NAME, secret, { ...attributes(response, isProduction), expires: expiresAt });
}

export function clearSessionCookie(response: Response, isProduction: boolean): void {
  response.clearCookie(NAME, attributes(response, isProduction));
}

function attributes(
  { req }: Response,
  isProduction: boolean,
): {
  httpOnly: true;
  sameSite: 'strict';
  path: '/';
  secure: boolean;
} {
  return { httpOnly: true, sameSite: 'strict', path: '/', secure: isProduction || req.secure };
}
