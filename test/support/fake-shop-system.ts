import type { PushAnswer, ShopPush, ShopSystem } from '../../src/storefront';

/** Stands in for the API of a shop's system: answers as it is told, and remembers what it was asked. */
export class FakeShopSystem implements ShopSystem {
  readonly source = 'shopify';
  readonly pushes: ShopPush[] = [];
  answer: () => Promise<PushAnswer> = () => Promise.resolve({ state: 'done' });

  push(push: ShopPush): Promise<PushAnswer> {
    this.pushes.push(push);
    return this.answer();
  }
}
