import {
  Body,
  ConflictException,
  Controller,
  Delete,
  ForbiddenException,
  Get,
  HttpCode,
  HttpException,
  Inject,
  Post,
  Put,
  Req,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { StoredeskConfig } from '../../../config';
import { DATABASE, type Database } from '../../../storage';
import type { Actor, Identity } from '../actor';
import type { WithActor } from '../admin-request';
import { AuditService } from '../audit.service';
import { DtoPipe, invalid } from '../dto.pipe';
import { refuseForeignOrigin } from '../request-forgery';
import { CurrentActor, Requires } from '../requires.decorator';
import { LoginService, type LoginResult } from './login.service';
import { clearSessionCookie, writeSessionCookie } from './session-cookie';
import { LoginDto, PasswordChangeDto } from './session.dto';
import { SessionService } from './session.service';

interface SessionView {
  user: Identity;
  /** Null for a request with a bearer key, which needs none. */
  csrfToken: string | null;
}

/** Logging in and out, and one's own password. */
@Controller('v1/admin/session')
export class SessionController {
  private readonly isProduction: boolean;

  constructor(
    @Inject(StoredeskConfig) { server }: StoredeskConfig,
    @Inject(DATABASE) private readonly db: Database,
    private readonly logins: LoginService,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {
    this.isProduction = server.isProduction;
  }

  @Post()
  @HttpCode(200)
  async open(
    @Body(new DtoPipe(LoginDto)) login: LoginDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    refuseForeignOrigin(request);
    const result = await this.logIn(login, request.ip ?? '');
    if (result.outcome === 'limited') throw limited(response, result.retryAfterS);
    if (result.outcome === 'failed') {
      throw new UnauthorizedException({ code: 'LOGIN_FAILED', detail: 'That did not fit.' });
    }
    const { secret, csrfToken, expiresAt } = result.session;
    writeSessionCookie(response, secret, expiresAt, this.isProduction);
    return { user: result.identity, csrfToken };
  }

  @Get()
  @Requires('viewer')
  show(@Req() { actor, session }: WithActor): SessionView {
    const { id, name, role } = actor;
    return {
      user: session?.identity ?? { id, name, email: null, role },
      csrfToken: session?.csrfToken ?? null,
    };
  }

  @Delete()
  @HttpCode(204)
  @Requires('viewer')
  async close(
    @Req() { actor, session }: WithActor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    if (!session) return;
    const { idHash, identity } = session;
    await this.db.transaction(async (tx) => {
      await this.sessions.end(tx, idHash);
      const target = identity.email === null ? identity.id : `user:${identity.email}`;
      await this.audit.record(tx, actor, 'session.close', target);
    });
    clearSessionCookie(response, this.isProduction);
  }

  @Put('password')
  @HttpCode(204)
  @Requires('viewer')
  async changePassword(
    @Body(new DtoPipe(PasswordChangeDto)) { current, password }: PasswordChangeDto,
    @CurrentActor() { address }: Actor,
    @Req() { session }: WithActor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const { userId, idHash } = session ?? {};
    if (userId === undefined || idHash === undefined) {
      throw new ConflictException({ code: 'PASSWORD_NONE', detail: 'A key has no password.' });
    }
    const result = await this.logins.changePassword({ userId, idHash }, current, password, address);
    if (result.outcome === 'limited') throw limited(response, result.retryAfterS);
    if (result.outcome === 'wrong') {
      throw new ForbiddenException({ code: 'PASSWORD_WRONG', detail: 'The current password is another.' });
    }
  }

  private logIn({ email, password, apiKey }: LoginDto, address: string): Promise<LoginResult> {
    if (apiKey !== undefined) return this.logins.withKey(apiKey, address);
    if (email === undefined) throw invalid('An e-mail or a key is needed.', 'email');
    if (password === undefined) throw invalid('A password is needed.', 'password');
    return this.logins.withPassword(email, password, address);
  }
}

function limited(response: Response, retryAfterS: number): HttpException {
  response.setHeader('Retry-After', String(retryAfterS));
  return new HttpException(
    { code: 'LOGIN_LIMITED', detail: 'Too many attempts. Wait before the next one.' },
    429,
  );
}
