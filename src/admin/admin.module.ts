import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { EffectModule } from './templates/effect.module';
import { ParseController } from './parse.controller';

@Module({ imports: [AccessModule, EffectModule], controllers: [ParseController] })
export class AdminModule {}
