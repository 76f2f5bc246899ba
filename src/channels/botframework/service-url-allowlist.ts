import { Inject, Injectable } from '@nestjs/common';
import { StoredeskConfig } from '../../config';
import { Problem } from '../http/problem';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The addresses that replies may be posted to; an activity must not make us call any other. */
@Injectable()
export class ServiceUrlAllowlist {
  private readonly entries: { url: URL; isWildcard: boolean }[];
  private readonly isLoopbackAllowed: boolean;

  constructor(@Inject(StoredeskConfig) { channels, server }: StoredeskConfig) {
    this.entries = channels.serviceUrlAllowlist.map((entry) => ({
      url: new URL(entry.replace('://*.', '://')),
      isWildcard: entry.includes('://*.'),
    }));
    // A developer's emulator, which signs nothing.
    this.isLoopbackAllowed = !server.isProduction && channels.microsoftAppId === undefined;
  }

  /** @throws Problem 403 SERVICE_URL_REFUSED */
  check(serviceUrl: string): void {
    if (!this.allows(serviceUrl)) {
      throw new Problem(403, 'SERVICE_URL_REFUSED', 'Replies may not be posted to this serviceUrl.', {
        field: 'serviceUrl',
      });
    }
  }

  private allows(serviceUrl: string): boolean {
    const wanted = URL.canParse(serviceUrl) ? new URL(serviceUrl) : undefined;
    if (!wanted || !/^https?:$/.test(wanted.protocol) || wanted.username || wanted.password) return false;
    if (this.isLoopbackAllowed && LOOPBACK.test(wanted.hostname)) return true;
    return this.entries.some(
      ({ url, isWildcard }) =>
        url.protocol === wanted.protocol &&
        url.port === wanted.port &&
        (isWildcard ? wanted.hostname.endsWith(`.${url.hostname}`) : wanted.hostname === url.hostname) &&
        isUnder(wanted.pathname, url.pathname),
    );
  }
}

function isUnder(path: string, parent: string): boolean {
  const directory = parent.endsWith('/') ? parent : `${parent}/`;
  return path === parent || path.startsWith(directory);
}
