import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { PublishGate } from '../templates/publish-gate';
import { GoldenController } from './golden.controller';
import { GoldenPlayer } from './golden-player.service';
import { GoldenRuns } from './golden-runs.service';
import { GoldenService } from './golden.service';
import { GoldenStore } from './golden.store';

/** Golden conversations; gives whoever publishes the gate that they are. */
@Module({
  imports: [AccessModule],
  controllers: [GoldenController],
  providers: [
    GoldenStore,
    GoldenPlayer,
    GoldenRuns,
    GoldenService,
    { provide: PublishGate, useExisting: GoldenRuns },
  ],
  exports: [PublishGate],
})
export class GoldenModule {}
