import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { TryController } from './try.controller';

/** Trying a message. */
@Module({ imports: [AccessModule], controllers: [TryController] })
export class TryModule {}
