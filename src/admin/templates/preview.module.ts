import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { PreviewFactsService } from './preview-facts.service';
import { PreviewController } from './preview.controller';

/** Trying a template out with facts. */
@Module({ imports: [AccessModule], controllers: [PreviewController], providers: [PreviewFactsService] })
export class PreviewModule {}
