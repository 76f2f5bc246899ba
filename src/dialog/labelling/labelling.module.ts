import { Module } from '@nestjs/common';
import { LabellingExportService } from './labelling-export.service';
import { RecordedTurns } from './recorded-turns';

/** Messages for the next training. Needs storage alone. */
@Module({ providers: [RecordedTurns, LabellingExportService], exports: [LabellingExportService] })
export class LabellingModule {}
