import { Injectable } from '@nestjs/common';
import type { Need, PublishedTemplate } from '../templates';
import type { OpenTask } from './conversation-state';
import { ask, type FilledFacts, type NeedResult } from './need-result';
import { OrderNeedService } from './order-need.service';
import { ProductNeedService } from './product-need.service';
import { codeIn, emailIn, idAsked, isCorrection, isFreeText, lastEntity, wordsOf } from './said';
import type { TurnContext } from './turn-context';

/** A first message of more words than this has told its reason already. */
const WORDS_OF_A_REASON = 8;

/** Gets what a template needs, one need at a time: from the message, from what was said before, or by asking. */
@Injectable()
export class NeedFillingService {
  constructor(
    private readonly orders: OrderNeedService,
    private readonly products: ProductNeedService,
  ) {}

  /** Takes what the message gives towards the task's facts, as far as its template `needs` them; corrections replace what was there. */
  async take(turn: TurnContext, task: OpenTask, needs: Need[], isAnswer: boolean): Promise<void> {
    const { message, understanding } = turn;
    const given = task.given;
    const asked = isAnswer ? task.waitingFor : undefined;
    const number =
      (await this.orders.numberIn(turn)) ??
      (asked === 'orderNumber' ? idAsked(understanding, 'ORDER_NUMBER') : undefined);
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
    } else if (!isFreeAnswer && (!given.sku || asked === 'product')) {
      await this.products.takeNamed(turn, task, needs);
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
        return facts.order ? undefined : this.orders.fill(turn, task, facts);
      case 'verifiedCustomer':
        return this.fillCustomer(turn, task, facts);
      case 'orderLine':
        return this.products.fillLine(turn, task, facts);
      case 'product':
        return this.products.fillProduct(turn, task, facts);
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
    const stop = turn.customer || facts.order ? undefined : await this.orders.fill(turn, task, facts);
    const email = turn.customer?.email ?? facts.order?.email;
    if (email) facts.customer = { email };
    return stop;
  }
}

function setOrderNumber(task: OpenTask, number: string): void {
  const { given, waitingFor } = task;
  if (given.orderNumber !== undefined && given.orderNumber !== number) {
    delete given.lineWords;
    delete task.choices;
    // Another order has to be proved anew; a number put right after a refusal, or instead of a code, goes with the
    // e-mail given then.
    if (waitingFor !== 'orderNumber' && waitingFor !== 'code') delete given.email;
  }
  given.orderNumber = number;
}
