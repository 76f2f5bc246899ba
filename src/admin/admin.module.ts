import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { ParseController } from './parse.controller';
import { PreviewModule } from './templates/preview.module';

@Module({ imports: [AccessModule, PreviewModule], controllers: [ParseController] })
export class AdminModule {}
