import {
  ForbiddenException,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { REQUIRED_ROLE, type WithActor } from './admin-request';
import { AuthenticationService } from './authentication.service';
import { mayActAs, type Role } from './roles';

/** Lets a request through whose actor has the role that the route requires. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AuthenticationService) private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WithActor>();
    const needed = this.reflector.getAllAndOverride<Role>(REQUIRED_ROLE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const { actor, session } = await this.authentication.authenticate(request);
    if (!mayActAs(actor.role, needed)) {
      throw new ForbiddenException({ code: 'ROLE_INSUFFICIENT', detail: `This needs the role ${needed}.` });
    }
    request.actor = actor;
    request.session = session;
    return true;
  }
}
