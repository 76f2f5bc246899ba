import { Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { GoldenModule } from './golden/golden.module';
import { CountsModule } from './templates/counts.module';
import { EffectModule } from './templates/effect.module';
import { AdminAppModule } from './app/admin-app.module';
import { ModelModule } from './model/model.module';
import { ParseController } from './parse.controller';
import { RequestsModule } from './requests/requests.module';
import { ShopPushesModule } from './shop-pushes/shop-pushes.module';
import { ReturnPolicyModule } from './return-policy/return-policy.module';
import { ShopEventsModule } from './shop-events/shop-events.module';
import { EditingModule } from './templates/editing.module';
import { PreviewModule } from './templates/preview.module';
import { TryModule } from './templates/try.module';
import { TurnsModule } from './turns/turns.module';
import { WebhooksModule } from './webhooks/webhooks.module';

@Module({
  // The editing module last: its addresses are the most general.
  imports: [
    AccessModule,
    AdminAppModule,
    GoldenModule,
    ModelModule,
    RequestsModule,
    ReturnPolicyModule,
    ShopPushesModule,
    ShopEventsModule,
    TurnsModule,
    WebhooksModule,
    TryModule,
    PreviewModule,
    CountsModule,
    EffectModule,
    EditingModule.behind(GoldenModule),
  ],
  controllers: [ParseController],
})
export class AdminModule {}
