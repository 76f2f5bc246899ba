import { Module, type DynamicModule } from '@nestjs/common';
import { ConversationStore } from './conversation-store';
import { DialogPort } from './dialog.port';
import { DialogService } from './dialog.service';
import { FeedbackService } from './feedback.service';
import { IdleConversationsService } from './idle-conversations.service';
import { NeedFillingService } from './need-filling.service';
import { DEFAULT_DIALOG_OPTIONS, DIALOG_OPTIONS, type DialogOptions } from './dialog.options';
import { NoticeTellerService } from './notices/notice-teller.service';
import { NoticeWordsService } from './notices/notice-words.service';
import { NoticeWorkerService } from './notices/notice-worker.service';
import { OrderNeedService } from './order-need.service';
import { ProductNeedService } from './product-need.service';
import { RehearsalPort } from './rehearsal/rehearsal.port';
import { RehearsalService } from './rehearsal/rehearsal.service';
import { TurnService } from './turn.service';

/** The dialog. Global: imported once, by the app's module. Needs a global `Clock`, storage, nlu, templates, storefront. */
@Module({})
export class DialogModule {
  static forRoot(options: Partial<DialogOptions> = {}): DynamicModule {
    return {
      module: DialogModule,
      global: true,
      providers: [
        { provide: DIALOG_OPTIONS, useValue: { ...DEFAULT_DIALOG_OPTIONS, ...options } },
        ConversationStore,
        NeedFillingService,
        OrderNeedService,
        ProductNeedService,
        TurnService,
        FeedbackService,
        IdleConversationsService,
        NoticeWordsService,
        NoticeTellerService,
        NoticeWorkerService,
        { provide: DialogPort, useClass: DialogService },
        { provide: RehearsalPort, useClass: RehearsalService },
      ],
      exports: [DialogPort, RehearsalPort],
    };
  }
}
