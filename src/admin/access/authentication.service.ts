import { Injectable, UnauthorizedException } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor, Identity } from './actor';
import { KeyHolderService } from './keys/key-holder.service';
import { readSessionCookie } from './login/session-cookie';
import { SessionService, type Session } from './login/session.service';
import { refuseForgery } from './request-forgery';

export interface Authenticated {
  actor: Actor;
  session?: Session;
}

/** Knows who makes a request: by a bearer key, or by the cookie of a session. */
@Injectable()
export class AuthenticationService {
  constructor(
    private readonly holders: KeyHolderService,
    private readonly sessions: SessionService,
  ) {}

  /**
   * A key that was sent counts alone: a wrong one is not made good by a cookie.
   * @throws UnauthorizedException, or ForbiddenException when a page of another site may be behind the request
   */
  async authenticate(request: Request): Promise<Authenticated> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byKey(request, authorization);
    const secret = readSessionCookie(request);
    const session = secret === undefined ? undefined : await this.sessions.find(secret);
    if (!session) {
      throw new UnauthorizedException({ code: 'UNAUTHENTICATED', detail: 'Log in, or send a key.' });
    }
    refuseForgery(request, session.csrfToken);
    return { actor: actorOf(session.identity, request), session };
  }

  private async byKey(request: Request, authorization: string): Promise<Authenticated> {
    const [scheme, key = ''] = authorization.split(' ');
    const holder = scheme?.toLowerCase() === 'bearer' ? await this.holders.find(key) : undefined;
    if (holder) return { actor: actorOf(holder.identity, request) };
    throw new UnauthorizedException({
      code: 'ADMIN_KEY_INVALID',
      detail: 'A valid admin API key is needed.',
    });
  }
}

export function actorOf({ id, name, role }: Identity, { ip = '' }: Request): Actor {
  // An IPv4 address that came in over an IPv6 socket is written as everyone writes it.
  return { id, name, role, address: ip.replace(/^::ffff:(?=[\d.]+$)/i, '') };
}
