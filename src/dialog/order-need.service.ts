import { Injectable } from '@nestjs/common';
import { IdentityPort, StorefrontPort, type IdentityAttempt, type Order } from '../storefront';
import { codeMail } from './code-mail';
import type { OpenTask, SenderState } from './conversation-state';
import type { IncomingMessage } from './dialog.types';
import { ask, type FilledFacts, type NeedResult } from './need-result';
import { emailIn, entitiesOf, isFreeText } from './said';
import type { TurnContext } from './turn-context';

/** A number that nothing was asked about yet is meant for so many messages. */
const TURNS_REMEMBERED = 5;
/** Of a message that is full of numbers only the last ones are looked at. */
const MOST_NUMBERS = 5;
/** More orders than these have a limit of tries before them. */
const MOST_TRIED = 20;

/** Finds the order that a task is about, and has it proved that it is the customer's. */
@Injectable()
export class OrderNeedService {
  constructor(
    private readonly storefront: StorefrontPort,
    private readonly identity: IdentityPort,
  ) {}

  /** The order number that the message gives: the last one, but no article's beside it. */
  async numberIn(turn: TurnContext): Promise<string | undefined> {
    const numbers = entitiesOf(turn.understanding, 'ORDER_NUMBER').slice(-MOST_NUMBERS);
    if (numbers.length < 2) return numbers[0];
    return (await this.withoutArticles(turn, numbers)).at(-1) ?? numbers.at(-1);
  }

  /** The numbers that are none of the shop's products'. */
  private async withoutArticles({ tx }: TurnContext, numbers: string[]): Promise<string[]> {
    const products = await Promise.all(numbers.map((number) => this.storefront.findProduct(tx, number)));
    return numbers.filter((_, index) => products[index] === null);
  }

  /** Keeps what the message tells of an order, for the case that what it wants does not need one. */
  async hear(turn: TurnContext): Promise<void> {
    const { state, turnNumber, message } = turn;
    const asked = state.task?.waitingFor;
    // The figures of a code, or of an address, may look like a number to the model.
    const isOfOther = asked === 'code' || (asked !== undefined && isFreeText(asked));
    const orderNumber = isOfOther ? undefined : await this.numberIn(turn);
    const email = emailIn(message.text);
    if (!heardLately(state, turnNumber)) delete state.heard;
    if (orderNumber === undefined && email === undefined) return;
    state.heard = {
      ...state.heard,
      ...(orderNumber && { orderNumber }),
      ...(email && { email }),
      turn: turnNumber,
    };
  }

  /** Puts the order into `facts`; answers with what has to be asked for otherwise. */
  async fill(turn: TurnContext, task: OpenTask, facts: FilledFacts): Promise<NeedResult | undefined> {
    const { tx, state, customer } = turn;
    const given = task.given;
    const heard = heardLately(state, turn.turnNumber);
    if (!given.orderNumber && heard?.orderNumber) {
      [given.orderNumber] = await this.withoutArticles(turn, [heard.orderNumber]);
    }
    if (!given.orderNumber) {
      const known = await this.known(turn, facts);
      // The task stays with this order, whatever else is talked about meanwhile.
      if (facts.order) given.orderNumber = facts.order.number;
      if (known !== 'unknown') return known;
    }
    const number = given.orderNumber;
    if (!number) return ask('orderNumber', 'ask_order_number', {});

    const proved = await this.proved(turn, number);
    if (proved) {
      facts.order = proved;
      state.mentioned.orderNumber = proved.number;
      delete state.heard;
      return undefined;
    }
    given.email ??= heard?.email;
    const typed = customer?.email ?? given.email;
    const email = typed ?? this.emailToTry(turn, number);
    if (!email) return ask('email', 'ask_email', {});
    if (!customer && turn.guestProof === 'code') return this.fillByCode(turn, task, facts, number, email);
    const pair = `${number} ${email}`;
    const refusal = typed ? ask('orderNumber', 'not_verified', {}) : ask('email', 'ask_email', {});
    // The question may only have come again, after another one was answered: that is no new try.
    if (task.refused === pair) return refusal;
    const result = await this.identity.prove(tx, attemptOf(turn, number, email));
    if (result.kind === 'too_many_tries') return TOO_MANY_TRIES;
    if (result.kind === 'not_verified') {
      task.refused = pair;
      if (typed) delete state.heard;
      return refusal;
    }
    takeProof(turn, task, facts, result.order);
    return undefined;
  }

  /**
   * Who has proved an order by an address is not asked for it again, unless another order is under another one. Each
   * is tried once, for tries are limited; a code would be mailed without having been asked for.
   */
  private emailToTry({ state, guestProof }: TurnContext, number: string): string | undefined {
    const { proof } = state;
    if (guestProof === 'code' || !proof.email || proof.tried?.includes(number)) return undefined;
    proof.tried = [...(proof.tried ?? []), number].slice(-MOST_TRIED);
    return proof.email;
  }

  /** What is said is the same whether there is such an order or not, until the code is there. */
  private async fillByCode(
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
  private async known(turn: TurnContext, facts: FilledFacts): Promise<NeedResult | undefined | 'unknown'> {
    const { tx, state, customer } = turn;
    const mentioned = state.mentioned.orderNumber && (await this.proved(turn, state.mentioned.orderNumber));
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
  private async proved(turn: TurnContext, number: string): Promise<Order | undefined> {
    const { customer } = turn;
    const { orderIds, emails } = turn.state.proof;
    if (!customer && orderIds.length === 0) return undefined;
    const order = await this.storefront.findOwnOrder(turn.tx, number, ({ id, customerId, email }) =>
      customer ? customer.customerId === customerId : orderIds.includes(id) && emails?.[id] === email,
    );
    return order ?? undefined;
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
    proof.email = order.email;
  }
  facts.order = order;
  task.given.orderNumber = order.number;
  state.mentioned.orderNumber = order.number;
  delete state.heard;
}

/** What was told of an order that nothing was asked about yet. */
function heardLately({ heard }: SenderState, turn: number): SenderState['heard'] {
  return heard && turn - heard.turn < TURNS_REMEMBERED ? heard : undefined;
}

/** The sender, where the channel knows who it is beyond one conversation; an anonymous chat does not. */
function senderAcrossConversations(message: IncomingMessage, customerId?: string): string | undefined {
  if (customerId) return `customer:${customerId}`;
  return message.channel === 'botframework' ? `botframework:${message.senderId}` : undefined;
}
