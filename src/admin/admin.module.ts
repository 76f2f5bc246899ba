import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { EffectModule } from './templates/effect.module';
import { GoldenModule } from './golden/golden.module';
import { ParseController } from './parse.controller';
import { EditingModule } from './templates/editing.module';
import { TryModule } from './templates/try.module';

@Module({
  // The editing module last: its addresses are the most general.
  imports: [AccessModule, GoldenModule, TryModule, EffectModule, EditingModule.behind(GoldenModule)],
  controllers: [ParseController],
})
export class AdminModule {}
