import { Inject, Injectable } from '@nestjs/common';
import { APPROVABLE_ACTIONS, type ActionType, type ApprovableAction } from '../../common';
import type { Transaction } from '../../storage';
import { ShopFactsService } from '../shop-facts.service';
import { STOREFRONT_OPTIONS, type StorefrontOptions } from '../storefront.options';

/** What the shop wants to agree to before it is done. */
@Injectable()
export class ApprovalsService {
  constructor(
    @Inject(STOREFRONT_OPTIONS) private readonly options: StorefrontOptions,
    private readonly facts: ShopFactsService,
  ) {}

  isApprovable(type: ActionType): type is ApprovableAction {
    return (APPROVABLE_ACTIONS as readonly ActionType[]).includes(type);
  }

  async isNeeded(tx: Transaction, type: ActionType): Promise<boolean> {
    if (!this.isApprovable(type)) return false;
    const { policy } = await this.facts.policy(tx);
    return (policy.needsApproval ?? this.options.actionsNeedApproval).includes(type);
  }
}
