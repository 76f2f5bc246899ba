import { Module } from '@nestjs/common';
import { AdminGuard } from './admin.guard';
import { AuditController } from './audit.controller';
import { AuditService } from './audit.service';
import { AuthenticationService } from './authentication.service';
import { ApiKeysService } from './keys/api-keys.service';
import { KeyHolderService } from './keys/key-holder.service';
import { KeysController } from './keys/keys.controller';
import { LoginAttemptsService } from './login/login-attempts.service';
import { LoginService } from './login/login.service';
import { SessionController } from './login/session.controller';
import { SessionService } from './login/session.service';
import { UsersController } from './users/users.controller';
import { UsersService } from './users/users.service';

/** Who may use the admin API, and what they did. Every module of the admin API imports it. */
@Module({
  controllers: [SessionController, UsersController, KeysController, AuditController],
  providers: [
    AdminGuard,
    ApiKeysService,
    AuditService,
    AuthenticationService,
    KeyHolderService,
    LoginAttemptsService,
    LoginService,
    SessionService,
    UsersService,
  ],
  exports: [AdminGuard, AuditService, AuthenticationService],
})
export class AccessModule {}
