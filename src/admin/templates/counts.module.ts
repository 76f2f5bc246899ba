import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { CountsController } from './counts.controller';

@Module({ imports: [AccessModule], controllers: [CountsController] })
export class CountsModule {}
