import { Module, type DynamicModule } from '@nestjs/common';
import { ConversationStore } from './conversation-store';
import { DialogPort } from './dialog.port';
import { DialogService } from './dialog.service';
import { NeedFillingService } from './need-filling.service';
import { TurnService } from './turn.service';

/** The dialog; needs the modules of nlu, templates, storefront and storage to be global or imported. */
@Module({})
export class DialogModule {
  static forRoot(): DynamicModule {
    return {
      module: DialogModule,
      providers: [
        ConversationStore,
        NeedFillingService,
        TurnService,
        { provide: DialogPort, useClass: DialogService },
      ],
      exports: [DialogPort],
    };
  }
}
