import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Actor } from './actor';
import { AdminGuard } from './admin.guard';
import { REQUIRED_ROLE, type WithActor } from './admin-request';
import type { Role } from './roles';

/** A route of the admin API, and the least role that may use it. Every route has one. */
export function Requires(role: Role): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(REQUIRED_ROLE, role), UseGuards(AdminGuard), ApiBearerAuth('admin'));
}

/** The actor of a route with `@Requires`. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => context.switchToHttp().getRequest<WithActor>().actor,
);
