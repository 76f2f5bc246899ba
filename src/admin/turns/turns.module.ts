import { Module } from '@nestjs/common';
import { LabellingModule } from '../../dialog';
import { AccessModule } from '../access/access.module';
import { TurnsController } from './turns.controller';

/** What customers wrote, for the next training; the dialog finds and redacts it. */
@Module({ imports: [AccessModule, LabellingModule], controllers: [TurnsController] })
export class TurnsModule {}
