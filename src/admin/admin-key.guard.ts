import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AdminKeyService } from '../config';

/** Lets `Authorization: Bearer <ADMIN_API_KEY>` through. */
@Injectable()
export class AdminKeyGuard implements CanActivate {
  constructor(private readonly keys: AdminKeyService) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
    const [scheme, key = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer' && this.keys.isValid(key)) return true;
    throw new UnauthorizedException({
      code: 'ADMIN_KEY_INVALID',
      detail: 'A valid admin API key is needed.',
    });
  }
}
