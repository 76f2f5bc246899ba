import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { AdminAppModule } from './app/admin-app.module';
import { ParseController } from './parse.controller';

@Module({ imports: [AccessModule, AdminAppModule], controllers: [ParseController] })
export class AdminModule {}
