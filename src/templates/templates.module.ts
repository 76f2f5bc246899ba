import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '../common';
import { CataloguePort } from './catalogue.port';
import { CatalogueService } from './catalogue.service';
import { VectorStore } from '../nlu';
import { RecordedMessages } from './effect/recorded-messages';
import { TemplateEffectService } from './effect/template-effect.service';
import { DraftsService } from './editing/drafts.service';
import { HistoryService } from './editing/history.service';
import { PublishingService } from './editing/publishing.service';
import { TemplateListService } from './editing/template-list.service';
import { TransferService } from './editing/transfer.service';
import { TemplateStore } from './template-store';
import { TextVectorStore } from './text-vector-store';
import { DEFAULT_OPTIONS, TEMPLATES_OPTIONS, type TemplatesOptions } from './templates.options';

const EDITING = [DraftsService, HistoryService, PublishingService, TemplateListService, TransferService];

/**
 * The catalogue. Global: imported once, by the app's module.
 * Needs `DATABASE`, `Announcements` and `NluPort` from global modules.
 */
@Module({})
export class TemplatesModule {
  static forRoot(options: Partial<TemplatesOptions> = {}): DynamicModule {
    return {
      module: TemplatesModule,
      global: true,
      providers: [
        { provide: TEMPLATES_OPTIONS, useValue: { ...DEFAULT_OPTIONS, ...options } },
        { provide: Clock, useClass: SystemClock },
        TemplateStore,
        { provide: VectorStore, useClass: TextVectorStore },
        CatalogueService,
        RecordedMessages,
        TemplateEffectService,
        { provide: CataloguePort, useExisting: CatalogueService },
        ...EDITING,
      ],
      exports: [CataloguePort, CatalogueService, TemplateEffectService, VectorStore, ...EDITING],
    };
  }
}
