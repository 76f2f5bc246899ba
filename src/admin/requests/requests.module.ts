import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { RequestsController } from './requests.controller';

/** Requests that wait for the shop; the storefront does what is decided. */
@Module({ imports: [AccessModule], controllers: [RequestsController] })
export class RequestsModule {}
