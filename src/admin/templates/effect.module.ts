import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { EffectController } from './effect.controller';

/** What publishing a template would change. */
@Module({ imports: [AccessModule], controllers: [EffectController] })
export class EffectModule {}
