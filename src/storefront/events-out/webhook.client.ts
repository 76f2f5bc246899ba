import { Inject, Injectable } from '@nestjs/common';
import { GuardedHttpClient } from '../../common';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';

/** The client that webhooks are sent with. */
@Injectable()
export class WebhookClient extends GuardedHttpClient {
  constructor(@Inject(STOREFRONT_OPTIONS) { eventsOut }: StorefrontOptions) {
    super(eventsOut.targets);
  }
}
