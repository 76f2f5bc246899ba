import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ModelChoiceStore } from './model-choice-store';
import { ModelSwitchService } from './model-switch.service';
import { ModelController } from './model.controller';

/** The model in use, as an admin chooses it; the nlu loads, checks and runs it. */
@Module({
  imports: [AccessModule],
  controllers: [ModelController],
  providers: [ModelChoiceStore, ModelSwitchService],
})
export class ModelModule {}
