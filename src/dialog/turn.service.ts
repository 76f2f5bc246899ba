import { Injectable } from '@nestjs/common';
import type { Outcome } from '../common';
import { StorefrontPort, type ActionResult, type Order } from '../storefront';
import type { PublishedTemplate } from '../templates';
import {
  initialSenderState,
  type Asked,
  type GivenFacts,
  type Offer,
  type OpenTask,
} from './conversation-state';
import { DialogFaultError } from './dialog.errors';
import { answersQuestion, decideMove, type Move } from './move';
import { NeedFillingService } from './need-filling.service';
import type { FilledFacts } from './need-result';
import { OrderNeedService } from './order-need.service';
import { ProductNeedService } from './product-need.service';
import { isSameAnswerAgain } from './same-answer';
import { codeIn, emailIn, lastEntity } from './said';
import type { TurnContext } from './turn-context';

/** After so many messages in a row that were not understood, answers missed or repeated, a person is offered. */
const MISSES_BEFORE_A_PERSON = 2;

/** The loop: understand → choose → fill needs → act → render. The same for every template. */
@Injectable()
export class TurnService {
  constructor(
    private readonly storefront: StorefrontPort,
    private readonly needs: NeedFillingService,
    private readonly orders: OrderNeedService,
    private readonly products: ProductNeedService,
  ) {}

  /** Answers the message: appends to `turn.replies` and changes `turn.state`. */
  async answer(turn: TurnContext): Promise<void> {
    const { state, message } = turn;
    const find = (id: string): PublishedTemplate | undefined => turn.catalogue.find(id);
    const mayNameProduct = state.task?.waitingFor === 'product' || state.offer?.kind === 'person';
    const namesProduct = mayNameProduct && (await this.products.isNamed(turn));
    await this.orders.hear(turn);
    const move = decideMove(message.text, turn.understanding, state, find, namesProduct);
    const isUnderstood = move.kind !== 'out_of_scope' && move.kind !== 'not_understood';
    state.notUnderstood = isUnderstood ? 0 : state.notUnderstood + 1;
    const offer = state.offer;
    // What was not understood answers nothing: a yes may still come.
    if (isUnderstood || offer?.kind !== 'person') state.offer = null;

    if (offer && (move.kind === 'affirm' || move.kind === 'deny')) {
      return this.answerOffer(turn, offer, move.kind === 'affirm');
    }
    // "Forget it" to an offered person refuses just that, unless there is more to drop.
    if (offer?.kind === 'person' && move.kind === 'drop' && !state.task) {
      return this.answerOffer(turn, offer, false);
    }
    await this.make(turn, move, offer);
    state.sameAnswers = isSameAnswerAgain(turn) ? (state.sameAnswers ?? 0) + 1 : 0;
    if (state.sameAnswers >= MISSES_BEFORE_A_PERSON) this.offerPerson(turn);
  }

  private async make(turn: TurnContext, move: Move, offer: Offer | null): Promise<void> {
    const { state } = turn;
    const task = state.task;
    switch (move.kind) {
      case 'start_over':
        Object.assign(state, { ...initialSenderState(), proof: state.proof });
        return this.say(turn, 'started_over');
      case 'drop':
        state.task = null;
        return this.say(turn, task ? 'dropped' : 'nothing_open');
      case 'choose':
        return this.open(turn, move.templateId, offer);
      case 'did_you_mean': {
        const options = move.templateIds.map((id) => turn.catalogue.find(id)?.examples[0] ?? id);
        state.offer = {
          kind: 'did_you_mean',
          message: turn.message.text,
          templateIds: move.templateIds,
          given: await this.givenIn(turn),
        };
        return this.say(turn, 'did_you_mean', { options });
      }
      case 'side_question':
        return this.answerBesides(turn, move.templateId);
      case 'out_of_scope':
      case 'not_understood':
        return this.notUnderstood(turn);
    }
    if (!task) return this.notUnderstood(turn);
    if (move.kind === 'deny') {
      state.task = null;
      return this.say(turn, 'declined');
    }
    if (move.kind === 'affirm') return this.goOn(turn, task, { isConfirmed: true });
    const answers = task.waitingFor;
    const before = JSON.stringify(task.given);
    await this.needs.take(turn, task, this.needsOf(turn, task), true);
    const isAnswered =
      before !== JSON.stringify(task.given) || answersQuestion(turn.message.text, turn.understanding, task);
    return isAnswered ? this.goOn(turn, task, { answers }) : this.missed(turn, task);
  }

  /** Answers a side question at once and returns to the open one; one that needs asking back takes its place. */
  private async answerBesides(turn: TurnContext, templateId: string): Promise<void> {
    const open = turn.state.task;
    // "ana@example.com, and what are your opening hours?" answers as well as it asks.
    const email = emailIn(turn.message.text);
    if (open?.waitingFor === 'email' && email) open.given.email = email;
    const code = codeIn(turn.message.text);
    if (open?.waitingFor === 'code' && code) open.given.code = code;
    await this.open(turn, templateId);
    if (open && turn.state.task === null) {
      turn.state.task = open;
      await this.goOn(turn, open);
    }
  }

  private async open(turn: TurnContext, templateId: string, offer: Offer | null = null): Promise<void> {
    // Picking one of the offered wishes says nothing new: the first message told what there is to know.
    const first =
      offer?.kind === 'did_you_mean' && offer.templateIds.includes(templateId) ? offer : undefined;
    const before = turn.state.task;
    const task: OpenTask = {
      templateId,
      openedAt: turn.turnNumber,
      openedBy: first?.message ?? turn.message.text,
      given: { ...first?.given },
      waitingFor: 'orderNumber',
      misses: before?.misses ?? 0,
    };
    await this.needs.take(turn, task, this.needsOf(turn, task), false);
    turn.state.task = task;
    // Another wish that comes to the same question of the same order: to the customer it was not answered.
    const { orderNumber } = task.given;
    const isSameOrder = orderNumber === undefined || orderNumber === before?.given.orderNumber;
    return this.goOn(turn, task, isSameOrder ? { answers: before?.waitingFor } : {});
  }

  private needsOf({ catalogue }: TurnContext, task: OpenTask): PublishedTemplate['needs'] {
    return catalogue.find(task.templateId)?.needs ?? [];
  }

  /** Fills what is missing; then confirms, acts and answers. */
  private async goOn(turn: TurnContext, task: OpenTask, said: Said = {}): Promise<void> {
    const template = turn.catalogue.find(task.templateId);
    if (!template) {
      // Archived while the customer was being asked: there is nothing left to fill.
      turn.state.task = null;
      return this.notUnderstood(turn);
    }
    const result = await this.needs.fill(turn, task, template);
    const order = result.facts.order as Order | undefined;
    if (order) turn.ordersAskedFor.set(order.id, order);
    if (result.kind === 'end') turn.state.task = null;
    if (result.kind === 'ask') {
      // Tries at proving an order have a limit of their own.
      const isFailedProof = result.prompt === 'not_verified' || result.prompt === 'wrong_code';
      const isAgain = result.waitingFor === said.answers && !isFailedProof;
      if (isAgain) task.misses += 1;
      if (isAgain && task.misses >= MISSES_BEFORE_A_PERSON) return this.offerPerson(turn);
      task.waitingFor = result.waitingFor;
    }
    if (result.kind !== 'filled') return this.say(turn, result.prompt, result.facts);

    if (template.action?.confirm && !said.isConfirmed) {
      const refused = await this.refusalBeforeAsking(turn, task, template, result.facts);
      if (refused) return this.finish(turn, template, refused.outcome, { ...result.facts, ...refused.facts });
      task.waitingFor = 'confirm';
      return this.say(turn, template.id, { ...result.facts }, 'confirm');
    }
    const done = template.action
      ? await this.perform(turn, task, template, result.facts)
      : { outcome: 'ok' as const, facts: {} };
    return this.finish(turn, template, done.outcome, { ...result.facts, ...done.facts });
  }

  /** Nobody is asked to confirm what the shop would refuse anyway. */
  private refusalBeforeAsking(
    turn: TurnContext,
    task: OpenTask,
    template: PublishedTemplate,
    facts: FilledFacts,
  ): Promise<ActionResult | undefined> {
    return this.storefront.refusalOf(turn.tx, this.requestOf(turn, task, template, facts));
  }

  private perform(
    turn: TurnContext,
    task: OpenTask,
    template: PublishedTemplate,
    facts: FilledFacts,
  ): Promise<ActionResult> {
    return this.storefront.perform(turn.tx, this.requestOf(turn, task, template, facts));
  }

  private requestOf(
    turn: TurnContext,
    task: OpenTask,
    template: PublishedTemplate,
    facts: FilledFacts,
  ): Parameters<StorefrontPort['perform']>[1] {
    if (!template.action) throw new DialogFaultError(`${template.id} has no action to perform`);
    const { conversationId } = turn.message;
    return {
      type: template.action.type,
      conversationId,
      idempotencyKey: `${conversationId}:${task.openedAt}`,
      order: facts.order,
      orderLine: facts.orderLine,
      reason: facts.reason,
      newAddress: facts.newAddress,
      wantedItem: facts.wantedItem,
      subject: template.id,
      message: task.openedBy,
      urgent: template.action.type === 'hand_off',
    };
  }

  private finish(
    turn: TurnContext,
    template: PublishedTemplate,
    outcome: Outcome,
    facts: Record<string, unknown>,
  ): void {
    turn.state.task = null;
    this.say(turn, template.id, facts, outcome);
  }

  private async notUnderstood(turn: TurnContext): Promise<void> {
    const { state } = turn;
    if (state.notUnderstood >= MISSES_BEFORE_A_PERSON) return this.offerPerson(turn);
    this.say(turn, 'fallback');
    if (state.task) await this.goOn(turn, state.task);
  }

  /** The open question was not answered: put again once, then a person is offered. */
  private async missed(turn: TurnContext, task: OpenTask): Promise<void> {
    task.misses += 1;
    if (task.misses >= MISSES_BEFORE_A_PERSON) return this.offerPerson(turn);
    return this.goOn(turn, task);
  }

  private offerPerson(turn: TurnContext): void {
    turn.state.notUnderstood = 0;
    turn.state.offer = { kind: 'person', message: turn.message.text };
    this.say(turn, 'offer_person');
  }

  private async answerOffer(turn: TurnContext, offer: Offer, isAccepted: boolean): Promise<void> {
    const { task } = turn.state;
    if (offer.kind === 'did_you_mean') return this.say(turn, 'fallback');
    if (isAccepted) return this.handOff(turn, offer.message);
    this.say(turn, 'person_declined');
    if (!task) return;
    // What was open stays open, so it is put again.
    task.misses = 0;
    await this.goOn(turn, task);
  }

  /** The catalogue's template for reaching a person is the one whose action hands off. */
  private handOff(turn: TurnContext, message: string): Promise<void> {
    const template = turn.catalogue.published().find((one) => one.action?.type === 'hand_off');
    if (!template) throw new DialogFaultError('the catalogue has no template that hands off');
    turn.state.task = {
      templateId: template.id,
      openedAt: turn.turnNumber,
      openedBy: message,
      given: {},
      waitingFor: 'orderNumber',
      misses: 0,
    };
    return this.goOn(turn, turn.state.task);
  }

  /** What a message tells, whatever it turns out to want. */
  private async givenIn(turn: TurnContext): Promise<GivenFacts> {
    const orderNumber = await this.orders.numberIn(turn);
    const sku = lastEntity(turn.understanding, 'PRODUCT_ID');
    const email = emailIn(turn.message.text);
    return { ...(orderNumber && { orderNumber }), ...(sku && { sku }), ...(email && { email }) };
  }

  private say(
    turn: TurnContext,
    templateId: string,
    facts: Record<string, unknown> = {},
    outcome: Outcome | 'confirm' = 'ok',
  ): void {
    turn.replies.push(
      turn.catalogue.render({
        templateId,
        outcome,
        locale: turn.locale,
        conversationId: turn.message.conversationId,
        channel: turn.channel,
        facts: { shop: turn.shop, ...facts },
      }),
    );
  }
}

/** What the message did to the open task. */
interface Said {
  /** It confirmed the action. */
  isConfirmed?: boolean;
  /** It answered this question; if the same has to be put again, that was a miss. */
  answers?: Asked | 'confirm';
}
