import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ReturnPolicyController } from './return-policy.controller';

/** The rules for what comes back; the storefront keeps and follows them. */
@Module({ imports: [AccessModule], controllers: [ReturnPolicyController] })
export class ReturnPolicyModule {}
