import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { CountsModule } from './templates/counts.module';
import { ParseController } from './parse.controller';

@Module({ imports: [AccessModule, CountsModule], controllers: [ParseController] })
export class AdminModule {}
