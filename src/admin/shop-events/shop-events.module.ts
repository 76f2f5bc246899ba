import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ShopEventReplay } from './shop-event-replay.service';
import { ShopEventsController } from './shop-events.controller';

/** The events of the shop's systems that staff have to look after. Needs the global EventsInModule. */
@Module({
  imports: [AccessModule],
  controllers: [ShopEventsController],
  providers: [ShopEventReplay],
})
export class ShopEventsModule {}
