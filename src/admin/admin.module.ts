import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { GoldenModule } from './golden/golden.module';
import { ParseController } from './parse.controller';
import { TryModule } from './templates/try.module';

@Module({ imports: [AccessModule, GoldenModule, TryModule], controllers: [ParseController] })
export class AdminModule {}
