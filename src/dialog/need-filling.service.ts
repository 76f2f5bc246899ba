import { Injectable } from '@nestjs/common';
import {
  IdentityPort,
  StorefrontPort,
  type IdentityAttempt,
  type Order,
  type OrderLine,
  type Product,
} from '../storefront';
import type { Need, PublishedTemplate } from '../templates';
import type { Asked, OpenTask } from './conversation-state';
import { codeMail } from './code-mail';
import {
  codeIn,
  emailIn,
  idAsked,
  isCorrection,
  isFreeText,
  lastEntity,
  lineSpokenOf,
  wordsOf,
} from './said';
import type { IncomingMessage } from './dialog.types';
import type { TurnContext } from './turn-context';

/** The records that a template's needs come to. */
export interface FilledFacts {
  order?: Order;
  orderLine?: OrderLine;
  product?: Product;
  customer?: { email: string };
  reason?: string;
  newAddress?: string;
  wantedItem?: string;
}

export type NeedResult =
  | { kind: 'filled'; facts: FilledFacts }
  /** Say `prompt` and wait for the answer. */
  | { kind: 'ask'; waitingFor: Asked; prompt: string; facts: Record<string, unknown> }
  /** Say `prompt` and end the task. */
  | { kind: 'end'; prompt: string; facts: Record<string, unknown> };

/** A first message of more words than this has told its reason already. */
const WORDS_OF_A_REASON = 8;

/** Only for these is a product looked for that the message calls by its name. */
const NEEDS_OF_A_PRODUCT = new Set<Need>(['product', 'orderLine']);

/** Gets what a template needs, one need at a time: from the message, from what was said before, or by asking. */
@Injectable()
export class NeedFillingService {
  constructor(
    private readonly storefront: StorefrontPort,
    private readonly identity: IdentityPort,
  ) {}

  /** Takes what the message gives towards the task's facts, as far as its template `needs` them; corrections replace what was there. */
  async take(turn: TurnContext, task: OpenTask, needs: Need[], isAnswer: boolean): Promise<void> {
    const { message, understanding } = turn;
    const given = task.given;
    const asked = isAnswer ? task.waitingFor : undefined;
    const number =
      asked === 'orderNumber'
        ? idAsked(understanding, 'ORDER_NUMBER')
        : lastEntity(understanding, 'ORDER_NUMBER');
    const isFreeAnswer =
      asked !== undefined &&
      isFreeText(asked) &&
      !isCorrection(message.text, understanding, given.orderNumber);
    const code = asked === 'code' ? codeIn(message.text) : undefined;
    if (code) given.code = code;
    // The figures of a code may look like a number to the model.
    const isCode = code !== undefined && number?.replace(/\D/g, '') === code;
    if (number && !isFreeAnswer && !isCode && asked !== 'product') setOrderNumber(task, number);
    const email = emailIn(message.text);
    if (email) given.email = email;
    // Given once more while a code is asked for: the mail has not come, or went to another address.
    if (email && asked === 'code') delete task.codeAskedFor;
    const sku =
      asked === 'product' ? idAsked(understanding, 'PRODUCT_ID') : lastEntity(understanding, 'PRODUCT_ID');
    if (sku) {
      // A product named anew counts more than the words in which a line was picked before.
      if (asked !== 'orderLine' && sku !== given.sku) delete given.lineWords;
      given.sku = sku;
    } else if (needs.some((need) => NEEDS_OF_A_PRODUCT.has(need)) && (!given.sku || asked === 'product')) {
      const [named, ...others] = await this.productsNamed(turn);
      if (named && others.length === 0) given.sku = named.sku;
      // Several are named, so the one talked about before is not simply meant again.
      if (others.length > 0) delete turn.state.mentioned.sku;
    }
    if (isFreeAnswer) given[asked] = message.text;
    if (asked === 'orderLine') given.lineWords = message.text;
  }

  /** Fills the template's needs in order and stops at the first that must be asked for. */
  async fill(turn: TurnContext, task: OpenTask, template: PublishedTemplate): Promise<NeedResult> {
    const facts: FilledFacts = {};
    for (const need of template.needs) {
      const stop = await this.fillOne(turn, task, need, facts);
      if (stop) return stop;
    }
    return { kind: 'filled', facts };
  }

  private async fillOne(
    turn: TurnContext,
    task: OpenTask,
    need: Need,
    facts: FilledFacts,
  ): Promise<NeedResult | undefined> {
    const given = task.given;
    switch (need) {
      case 'order':
        return facts.order ? undefined : this.fillOrder(turn, task, facts);
      case 'verifiedCustomer':
        return this.fillCustomer(turn, task, facts);
      case 'orderLine':
        return this.fillLine(turn, task, facts);
      case 'product':
        return this.fillProduct(turn, task, facts);
      case 'reason':
        if (!given.reason && wordsOf(task.openedBy).length > WORDS_OF_A_REASON) given.reason = task.openedBy;
        facts.reason = given.reason;
        return given.reason ? undefined : ask('reason', 'ask_reason', { ...facts });
      case 'newAddress':
        facts.newAddress = given.newAddress;
        return given.newAddress ? undefined : ask('newAddress', 'ask_new_address', { ...facts });
      case 'wantedItem':
        facts.wantedItem = given.wantedItem;
        return given.wantedItem ? undefined : ask('wantedItem', 'ask_wanted_item', { ...facts });
    }
  }

  /** Whoever is not signed in proves who they are by an order. */
  private async fillCustomer(
    turn: TurnContext,
    task: OpenTask,
    facts: FilledFacts,
  ): Promise<NeedResult | undefined> {
    const stop = turn.customer || facts.order ? undefined : await this.fillOrder(turn, task, facts);
    const email = turn.customer?.email ?? facts.order?.email;
    if (email) facts.customer = { email };
    return stop;
  }

  private async fillOrder(
    turn: TurnContext,
    task: OpenTask,
    facts: FilledFacts,
  ): Promise<NeedResult | undefined> {
    const { tx, state, customer } = turn;
    const given = task.given;
    if (!given.orderNumber) {
      const known = await this.orderKnown(turn, facts);
      // The task stays with this order, whatever else is talked about meanwhile.
      if (facts.order) given.orderNumber = facts.order.number;
      if (known !== 'unknown') return known;
    }
    const number = given.orderNumber;
    if (!number) return ask('orderNumber', 'ask_order_number', {});

    const proved = await this.provedOrder(turn, number);
    if (proved) {
      facts.order = proved;
      state.mentioned.orderNumber = proved.number;
      return undefined;
    }
    const email = customer?.email ?? given.email;
    if (!email) return ask('email', 'ask_email', {});
    if (!customer && turn.guestProof === 'code')
      return this.fillOrderByCode(turn, task, facts, number, email);
    const pair = `${number} ${email}`;
    // The question may only have come again, after another one was answered: that is no new try.
    if (task.refused === pair) return ask('orderNumber', 'not_verified', {});
    const result = await this.identity.prove(tx, attemptOf(turn, number, email));
    if (result.kind === 'too_many_tries') return TOO_MANY_TRIES;
    if (result.kind === 'not_verified') {
      task.refused = pair;
      return ask('orderNumber', 'not_verified', {});
    }
    takeProof(turn, task, facts, result.order);
    return undefined;
  }

  /** What is said is the same whether there is such an order or not, until the code is there. */
  private async fillOrderByCode(
    turn: TurnContext,
    task: OpenTask,
    facts: FilledFacts,
    number: string,
    email: string,
  ): Promise<NeedResult | undefined> {
    const { tx, message } = turn;
    const { code } = task.given;
    // Compared once: the question may come again without another try.
    delete task.given.code;
    const attempt = { ...attemptOf(turn, number, email), writer: message.senderId };
    const pair = `${number} ${email}`;
    if (task.codeAskedFor !== pair) {
      const result = await this.identity.requestCode(tx, attempt, (mailed) => codeMail(turn, mailed));
      if (result === 'too_many_tries') return TOO_MANY_TRIES;
      task.codeAskedFor = pair;
      return ask('code', 'ask_code', {});
    }
    if (!code) return ask('code', 'ask_code', {});
    const result = await this.identity.proveByCode(tx, attempt, code);
    if (result.kind === 'too_many_tries') return TOO_MANY_TRIES;
    if (result.kind === 'not_verified') return ask('code', 'wrong_code', {});
    takeProof(turn, task, facts, result.order);
    return undefined;
  }

  /** The order meant when none was named: the one talked about, or a signed-in customer's only one. */
  private async orderKnown(
    turn: TurnContext,
    facts: FilledFacts,
  ): Promise<NeedResult | undefined | 'unknown'> {
    const { tx, state, customer } = turn;
    const mentioned =
      state.mentioned.orderNumber && (await this.provedOrder(turn, state.mentioned.orderNumber));
    if (mentioned) {
      facts.order = mentioned;
      return undefined;
    }
    if (!customer) return 'unknown';
    const orders = await this.storefront.ordersOf(tx, customer.customerId);
    if (orders.length === 0) return { kind: 'end', prompt: 'no_orders', facts: {} };
    if (orders.length > 1)
      return ask('orderNumber', 'ask_order_number', { recentOrders: orders.slice(0, 5) });
    facts.order = orders[0];
    return undefined;
  }

  /** The order, if this sender has already proved that it is theirs. */
  private async provedOrder(turn: TurnContext, number: string): Promise<Order | undefined> {
    const { customer } = turn;
    const { orderIds, emails } = turn.state.proof;
    if (!customer && orderIds.length === 0) return undefined;
    const order = await this.storefront.findOwnOrder(turn.tx, number, ({ id, customerId, email }) =>
      customer ? customer.customerId === customerId : orderIds.includes(id) && emails?.[id] === email,
    );
    return order ?? undefined;
  }

  private fillLine(turn: TurnContext, task: OpenTask, facts: FilledFacts): Promise<NeedResult | undefined> {
    const lines = facts.order?.lines ?? [];
    const { given } = task;
    const words = [given.lineWords, given.sku, task.openedBy].filter((text) => text !== undefined);
    facts.orderLine =
      lines.length === 1
        ? lines[0]
        : words.map((text) => lineSpokenOf(text, lines)).find((line) => line !== undefined);
    if (!facts.orderLine) {
      task.choices = lines.map(({ sku, name }) => ({ sku, name }));
      return Promise.resolve(ask('orderLine', 'ask_order_line', { ...facts }));
    }
    delete task.choices;
    return Promise.resolve(undefined);
  }

  private async fillProduct(
    turn: TurnContext,
    task: OpenTask,
    facts: FilledFacts,
  ): Promise<NeedResult | undefined> {
    const sku = task.given.sku ?? turn.state.mentioned.sku;
    if (!sku) return ask('product', 'ask_product', {});
    const product = await this.storefront.findProduct(turn.tx, sku);
    if (!product) {
      delete task.given.sku;
      return ask('product', 'product_not_found', {});
    }
    facts.product = product;
    turn.state.mentioned.sku = product.sku;
    return undefined;
  }

  /** Whether the message calls one of the shop's products by its name. */
  async namesProduct(turn: TurnContext): Promise<boolean> {
    return (await this.productsNamed(turn)).length === 1;
  }

  /** The products that the message calls by their names; "desk lamp bulb" names no desk lamp beside it. */
  private async productsNamed(turn: TurnContext): Promise<Product[]> {
    const [longest, ...others] = await this.storefront.findProductsNamedIn(turn.tx, turn.message.text);
    if (!longest) return [];
    const words = new Set(wordsOf(longest.name));
    return [longest, ...others.filter((other) => !wordsOf(other.name).every((word) => words.has(word)))];
  }
}

const TOO_MANY_TRIES: NeedResult = { kind: 'end', prompt: 'too_many_tries', facts: {} };

function attemptOf({ message, customer }: TurnContext, orderNumber: string, email: string): IdentityAttempt {
  const { conversationId } = message;
  const senderId = senderAcrossConversations(message, customer?.customerId);
  return { conversationId, senderId, orderNumber, email };
}

/** The order is the customer's: the task goes on with it, and a guest need not prove it again. */
function takeProof({ state, customer }: TurnContext, task: OpenTask, facts: FilledFacts, order: Order): void {
  // What a token's e-mail proves ends with the token.
  if (!customer) {
    const { proof } = state;
    if (!proof.orderIds.includes(order.id)) proof.orderIds.push(order.id);
    proof.emails = { ...proof.emails, [order.id]: order.email };
  }
  facts.order = order;
  task.given.orderNumber = order.number;
  state.mentioned.orderNumber = order.number;
}

/** The sender, where the channel knows who it is beyond one conversation; an anonymous chat does not. */
function senderAcrossConversations(message: IncomingMessage, customerId?: string): string | undefined {
  if (customerId) return `customer:${customerId}`;
  return message.channel === 'botframework' ? `botframework:${message.senderId}` : undefined;
}

function setOrderNumber({ given, waitingFor }: OpenTask, number: string): void {
  if (given.orderNumber !== undefined && given.orderNumber !== number) {
    delete given.lineWords;
    // Another order has to be proved anew; a number put right after a refusal, or instead of a code, goes with the
    // e-mail given then.
    if (waitingFor !== 'orderNumber' && waitingFor !== 'code') delete given.email;
  }
  given.orderNumber = number;
}

function ask(waitingFor: Asked, prompt: string, facts: Record<string, unknown>): NeedResult {
  return { kind: 'ask', waitingFor, prompt, facts };
}
