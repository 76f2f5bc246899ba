/** Against pages of other sites that have a browser send its cookie along. */
import { ForbiddenException } from '@nestjs/common';
import type { Request } from 'express';
import { isSameSecret } from './secrets';

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws ForbiddenException for a change that the session's own page did not ask for */
export function refuseForgery(request: Request, csrfToken: string): void {
  if (CHANGES_NOTHING.has(request.method)) return;
  refuseForeignOrigin(request);
  if (!isSameSecret(request.get('X-CSRF-Token') ?? '', csrfToken)) {
    throw new ForbiddenException({
      code: 'CSRF_TOKEN_INVALID',
      detail: 'A change needs the session’s token in X-CSRF-Token.',
    });
  }
}

/**
 * `SameSite` lets subdomains through, so they are refused here. Browsers tell where a request comes from in
 * `Sec-Fetch-Site`, except over plain HTTP, where `Origin` has to do; what sends neither is no browser.
 * @throws ForbiddenException for a page of another origin
 */
export function refuseForeignOrigin(request: Request): void {
  const site = request.get('Sec-Fetch-Site');
  const origin = request.get('Origin');
  const isOwn =
    site === undefined
      ? origin === undefined || isOriginOfHost(origin, request.host)
      : site === 'same-origin' || site === 'none';
  if (isOwn) return;
  throw new ForbiddenException({
    code: 'ORIGIN_FOREIGN',
    detail: 'Only pages of this service may ask for this.',
  });
}

/** By host and port: whether it was HTTPS in front of a proxy is not always known. */
function isOriginOfHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === originHost;
}
