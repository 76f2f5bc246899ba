import { Module } from '@nestjs/common';
import { AdminGuard } from './admin.guard';
import { AuditService } from './audit.service';

/** Who may use the admin API, and what they did. Every module of the admin API imports it. */
@Module({ providers: [AdminGuard, AuditService], exports: [AdminGuard, AuditService] })
export class AccessModule {}
