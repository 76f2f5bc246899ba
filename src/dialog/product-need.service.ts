import { Injectable } from '@nestjs/common';
import { StorefrontPort, type Product } from '../storefront';
import type { Need } from '../templates';
import type { OpenTask } from './conversation-state';
import { ask, type FilledFacts, type NeedResult } from './need-result';
import { isNameIn, isOfOne, lineSpokenOf, withoutAddress, wordsOf } from './said';
import type { TurnContext } from './turn-context';

/** Only for these is a product looked for that the message calls by its name. */
const NEEDS_OF_A_PRODUCT = new Set<Need>(['product', 'orderLine']);

/** Finds the product, or the line of the order, that a task is about. */
@Injectable()
export class ProductNeedService {
  constructor(private readonly storefront: StorefrontPort) {}

  /** Takes the product that the message calls by its name, where the task needs one. */
  async takeNamed(turn: TurnContext, task: OpenTask, needs: readonly Need[]): Promise<void> {
    // What is wanted instead is no line of the order.
    if (!needs.some((need) => NEEDS_OF_A_PRODUCT.has(need)) || needs.includes('wantedItem')) return;
    const [named, ...others] = await this.named(turn);
    if (named && others.length === 0) task.given.sku = named.sku;
    if (!named || others.length === 0) return;
    // Several are named, so the one talked about before is not simply meant again.
    delete turn.state.mentioned.sku;
    if (needs.includes('product')) task.choices = [named, ...others].map(({ sku, name }) => ({ sku, name }));
  }

  /** Whether the message calls one of the shop's products by its name. */
  async isNamed(turn: TurnContext): Promise<boolean> {
    return (await this.named(turn)).length === 1;
  }

  async fillProduct(turn: TurnContext, task: OpenTask, facts: FilledFacts): Promise<NeedResult | undefined> {
    const sku = task.given.sku ?? turn.state.mentioned.sku;
    if (!sku) return ask('product', 'ask_product', { products: task.choices ?? [] });
    delete task.choices;
    const product = await this.storefront.findProduct(turn.tx, sku);
    if (!product) {
      delete task.given.sku;
      return ask('product', 'product_not_found', {});
    }
    facts.product = product;
    turn.state.mentioned.sku = product.sku;
    return undefined;
  }

  async fillLine(turn: TurnContext, task: OpenTask, facts: FilledFacts): Promise<NeedResult | undefined> {
    const lines = facts.order?.lines ?? [];
    const { given } = task;
    const product = given.sku === undefined ? null : await this.storefront.findProduct(turn.tx, given.sku);
    const isMissing = product !== null && !lines.some((line) => isOfOne(line, product));
    // Another product than the order's, by its whole name or number, is not the order's that is called alike.
    const isElsewhere =
      isMissing && (isNameIn(product.name, task.openedBy) || isSaidAs(given.sku, task.openedBy));
    const opening = isElsewhere ? [] : [given.sku, product?.sku, task.openedBy, product?.name];
    facts.orderLine = [given.lineWords, ...opening]
      .map((text) => (text === undefined ? undefined : lineSpokenOf(text, lines)))
      .find((line) => line !== undefined);
    if (!isMissing && lines.length === 1) facts.orderLine ??= lines[0];
    if (!facts.orderLine) {
      task.choices = lines.map(({ sku, name }) => ({ sku, name }));
      return ask('orderLine', 'ask_order_line', { ...facts, ...(isMissing && { product }) });
    }
    delete task.choices;
    return undefined;
  }

  /** The products that the message names; "desk lamp bulb" names no desk lamp beside it. */
  private async named(turn: TurnContext): Promise<Product[]> {
    const { tx, message, state } = turn;
    const { task, mentioned } = state;
    if (task?.waitingFor === 'product' && task.choices) {
      const choice = lineSpokenOf(message.text, task.choices);
      const product = choice && (await this.storefront.findProduct(tx, choice.sku));
      if (product) return [product];
    }
    const text = withoutAddress(message.text);
    const [longest, ...others] = await this.storefront.findProductsNamedIn(tx, text);
    if (!longest) {
      const isAsked = task?.waitingFor === 'product';
      return this.storefront.findProductsMeantIn(tx, text, { talkedAboutSku: mentioned.sku, isAsked });
    }
    const words = new Set(wordsOf(longest.name));
    return [longest, ...others.filter((other) => !wordsOf(other.name).every((word) => words.has(word)))];
  }
}

function isSaidAs(sku: string | undefined, text: string): boolean {
  return sku !== undefined && text.includes(sku);
}
