import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { DraftsController } from './drafts.controller';
import { GatedPublishingService } from './gated-publishing.service';
import { PublishingController } from './publishing.controller';
import { TemplatesController } from './templates.controller';
import { TransferController } from './transfer.controller';

/**
 * The life cycle of templates. `GET /templates/{id}` would also answer to other addresses below `/templates`, so this
 * module comes after those that have some.
 */
@Module({})
export class EditingModule {
  /** @param gate exports the `PublishGate` that a template has to pass */
  static behind(gate: Type): DynamicModule {
    return {
      module: EditingModule,
      imports: [AccessModule, gate],
      controllers: [TransferController, TemplatesController, DraftsController, PublishingController],
      providers: [GatedPublishingService],
    };
  }
}
