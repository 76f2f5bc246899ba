import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../storage';
import { comparableAddress, isSameAddress } from '../comparable-address';
import type { ShopEventSource } from '../events-in/event-applier.port';
import { OrderLookupService } from '../order-lookup.service';
import type { RecordChange, RecordPart, ReturnBody, ReturnOrderBody } from '../records/record-parts';
import { RecordPartsRepository } from '../records/record-parts.repository';
import type { Order } from '../storefront.types';
import { ActionDecisionsService } from './action-decisions.service';
import type { Decision, DecisionDetails } from './decision';
import { WaitingRequestsService, type WaitingRequest } from './waiting-requests.service';

interface Found {
  decision: Decision;
  details: DecisionDetails;
}

/** The shop has done it: that is how it is known. */
const ON_RECORD: Found = { decision: 'ok', details: { isOnRecord: true } };

/** Finds in what the shop's systems tell the answers to what customers have requested. */
@Injectable()
export class DecisionsOfEventsService {
  constructor(
    private readonly waiting: WaitingRequestsService,
    private readonly decisions: ActionDecisionsService,
    private readonly orders: OrderLookupService,
    private readonly parts: RecordPartsRepository,
  ) {}

  /** To be called once the records say what the event says. */
  async follow(tx: Transaction, source: ShopEventSource, changes: readonly RecordChange[]): Promise<void> {
    const parts = changes.flatMap((change) => (change.type === 'merge' ? change.part : []));
    const ended = await this.endedReturns(tx, source, parts);
    const named = parts.flatMap((part) => (part.kind === 'order' ? part.id : []));
    const externalIds = new Set([...named, ...ended.map(({ orderId }) => orderId)]);
    const asked = await this.waiting.ordersIn(
      tx,
      [...externalIds].map((id) => `${source}:${id}`),
    );
    for (const externalId of externalIds) {
      const orderId = `${source}:${externalId}`;
      const order = asked.has(orderId) ? await this.orders.findById(tx, orderId) : null;
      if (!order) continue;
      const requests = await this.waiting.ofOrder(tx, orderId);
      const returns = parts.flatMap((part) =>
        part.kind === 'order' && part.id === externalId && part.part.startsWith('return:')
          ? (part.body as ReturnBody)
          : [],
      );
      const ofOrder = ended.filter((one) => one.orderId === externalId).map(({ body }) => body);
      for (const request of requests) {
        const found = answerTo(request, order, [...returns, ...ofOrder]);
        const by = { name: `event:${source}`, source };
        if (found) await this.decisions.decide(tx, request.key, found.decision, found.details, by);
      }
    }
  }

  /** Returns of which the shop told the end without saying what is sent back: that was told before. */
  private async endedReturns(
    tx: Transaction,
    source: ShopEventSource,
    parts: readonly RecordPart[],
  ): Promise<{ orderId: string; body: ReturnBody }[]> {
    const ended = parts.flatMap((part) => (part.kind === 'return' && part.part === 'end' ? part : []));
    const found: { orderId: string; body: ReturnBody }[] = [];
    for (const { id, body: end } of ended) {
      const [known] = (await this.parts.read(tx, source, 'return', [id])).filter(
        ({ part }) => part === 'order',
      );
      if (!known) continue;
      const { orderId } = known.body as ReturnOrderBody;
      const ofOrder = await this.parts.read(tx, source, 'order', [orderId]);
      const told = ofOrder.find(({ part }) => part === `return:${id}`);
      if (told) found.push({ orderId, body: { ...(told.body as ReturnBody), ...end } });
    }
    return found;
  }
}

function answerTo(request: WaitingRequest, order: Order, returns: readonly ReturnBody[]): Found | undefined {
  switch (request.type) {
    case 'create_return':
    case 'create_exchange':
      return ofReturns(request, order, returns);
    case 'cancel_order':
      return order.status === 'cancelled' ? ON_RECORD : ofDispatch(order);
    case 'change_address':
      return isMovedTo(request, order) ? ON_RECORD : ofDispatch(order);
    default:
      return undefined;
  }
}

/** A return of the same line that the shop has agreed to, or declined. */
function ofReturns(
  { kept }: WaitingRequest,
  order: Order,
  returns: readonly ReturnBody[],
): Found | undefined {
  const ofLine = returns.filter(({ lines }) =>
    lines.some(({ lineId }) => `${order.id}:${lineId}` === kept.orderLineId),
  );
  const decided = ofLine.find(({ decision }) => decision !== null && decision !== undefined);
  if (!decided?.decision) return undefined;
  const details = decided.decision === 'ok' ? { returnNumber: decided.number } : {};
  return { decision: decided.decision, details };
}

/** The parcel has left, or there will be none: that too is an answer. */
function ofDispatch({ status }: Order): Found | undefined {
  if (status === 'processing') return undefined;
  const refusal = status === 'cancelled' ? 'cancelled' : 'already_shipped';
  return { decision: 'refused', details: { refusal } };
}

function isMovedTo({ kept }: WaitingRequest, { shippingAddress }: Order): boolean {
  const { newAddress = '', addressBefore = '' } = kept;
  if (comparableAddress(shippingAddress) === comparableAddress(addressBefore)) return false;
  return isSameAddress(shippingAddress, newAddress);
}
