import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ShopPushesController } from './shop-pushes.controller';

/** What the shop's systems are told; the storefront tells them. */
@Module({ imports: [AccessModule], controllers: [ShopPushesController] })
export class ShopPushesModule {}
