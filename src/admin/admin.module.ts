import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { ParseController } from './parse.controller';

@Module({ imports: [AccessModule], controllers: [ParseController] })
export class AdminModule {}
