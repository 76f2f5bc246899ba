import {
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { AdminKeyService } from '../../config';
import type { Actor } from './actor';
import { REQUIRED_ROLE, type WithActor } from './admin-request';
import { mayActAs, type Role } from './roles';

/** Lets a request through whose actor has the role that the route requires. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AdminKeyService) private readonly keys: AdminKeyService,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<WithActor>();
    const needed = this.reflector.getAllAndOverride<Role>(REQUIRED_ROLE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const actor = this.authenticate(request);
    if (!mayActAs(actor.role, needed)) {
      throw new ForbiddenException({ code: 'ROLE_INSUFFICIENT', detail: `This needs the role ${needed}.` });
    }
    request.actor = actor;
    return true;
  }

  private authenticate(request: Request): Actor {
    const [scheme, key = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer' && this.keys.isValid(key)) {
      return { id: 'operator', name: 'operator', role: 'admin', address: request.ip ?? '' };
    }
    throw new UnauthorizedException({
      code: 'ADMIN_KEY_INVALID',
      detail: 'A valid admin API key is needed.',
    });
  }
}
