import { Injectable } from '@nestjs/common';
import { schema, type Transaction } from '../storage';
import type { ShopFacts } from './storefront.types';

/** What replies say where the shop has not stated a fact: where to look, and no claim. */
export const UNSTATED_FACTS: ShopFacts = {
  name: 'our shop',
  supportEmail: 'the address in your order confirmation',
  openingHours: 'please see our website',
  address: 'please see our website',
  deliveryTime: 'the checkout shows it for your address',
  shippingMethods: [],
  shippingCountries: [],
  paymentMethods: [],
  returnWindowDays: 30,
  returnPostage: 'please ask our team',
  refundTime: 'please ask our team',
  warranty: 'please ask our team',
  promotions: [],
  supportHours: 'please see our website',
};

const FACT_NAMES = Object.keys(UNSTATED_FACTS);

@Injectable()
export class ShopFactsService {
  async read(tx: Transaction): Promise<ShopFacts> {
    const stated = (await tx.select().from(schema.shopFacts)).filter(({ key }) => FACT_NAMES.includes(key));
    return {
      ...UNSTATED_FACTS,
      ...(Object.fromEntries(stated.map(({ key, value }) => [key, value])) as Partial<ShopFacts>),
    };
  }
}
