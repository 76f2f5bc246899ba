import { Injectable } from '@nestjs/common';
import type { ActionType } from '../../common';
import type { ActionHandler } from './action-handler';
import { CancelOrderService } from './cancel-order.service';
import { ChangeAddressService } from './change-address.service';
import { OpenTicketService } from './open-ticket.service';
import { ReturnActionService } from './return-action.service';

/** Who does which kind of action. */
@Injectable()
export class ActionHandlersService {
  private readonly handlers: Record<ActionType, ActionHandler>;

  constructor(
    returns: ReturnActionService,
    cancelOrder: CancelOrderService,
    changeAddress: ChangeAddressService,
    openTicket: OpenTicketService,
  ) {
    this.handlers = {
      create_return: returns,
      create_exchange: returns,
      cancel_order: cancelOrder,
      change_address: changeAddress,
      open_ticket: openTicket,
      hand_off: openTicket,
    };
  }

  of(type: ActionType): ActionHandler {
    return this.handlers[type];
  }
}
