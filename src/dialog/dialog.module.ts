import { Module, type DynamicModule } from '@nestjs/common';
import { ConversationStore } from './conversation-store';
import { DialogPort } from './dialog.port';
import { DialogService } from './dialog.service';
import { NeedFillingService } from './need-filling.service';
import { RehearsalPort } from './rehearsal/rehearsal.port';
import { RehearsalService } from './rehearsal/rehearsal.service';
import { TurnService } from './turn.service';

/** The dialog. Global: imported once, by the app's module. Needs a global `Clock`, storage, nlu, templates, storefront. */
@Module({})
export class DialogModule {
  static forRoot(): DynamicModule {
    return {
      module: DialogModule,
      global: true,
      providers: [
        ConversationStore,
        NeedFillingService,
        TurnService,
        { provide: DialogPort, useClass: DialogService },
        { provide: RehearsalPort, useClass: RehearsalService },
      ],
      exports: [DialogPort, RehearsalPort],
    };
  }
}
