import type { ApprovableAction } from '../../common';
import type { ShopFacts } from '../storefront.types';

/** The shop's fact that is its policy. */
export const RETURN_POLICY_KEY = 'returnPolicy';

/** Who pays for sending something back. */
export const PAYERS = ['shop', 'customer'] as const;
export type Payer = (typeof PAYERS)[number];

/** The shop's rules for what comes back, as data: see docs/storefront.md. */
export interface ReturnPolicy {
  /** Days after delivery in which an item can be returned. */
  windowDays: number;
  isExchangeOffered: boolean;
  /** Templates that take back even what was sold as final sale, or is not returnable by a rule: it came faulty. */
  finalSale: { templates: string[] };
  /** The first that fits an item and says a thing about it, decides that thing. */
  rules: ReturnRule[];
  postage: {
    default: Payer;
    /** Who pays because of what the customer came with: by the id of the template that asked. */
    templates: Record<string, Payer>;
    /** What customers are told, for each payer. */
    words: Record<Payer, string>;
  };
  /** With `{returnNumber}` and `{orderNumber}` in it: where the label is, when the shop pays. */
  labelUrlPattern: string | null;
  /** Null: as the setting ACTIONS_NEED_APPROVAL has it. */
  needsApproval: ApprovableAction[] | null;
}

/** What is different for some items. A null field, or one left out, says nothing. */
export interface ReturnRule {
  /** It fits an item of any of these categories, with any of these attributes, or whose SKU begins so. */
  categories?: string[] | null;
  attributes?: Record<string, string> | null;
  skuPrefixes?: string[] | null;
  windowDays?: number | null;
  isReturnable?: boolean | null;
  isExchangeOffered?: boolean | null;
  postage?: Payer | null;
  /** For customers who ask about the rules in general. */
  note?: string | null;
}

/** The policy of a shop that has stated none: what its facts say, for every item. */
export function policyOfFacts({
  returnWindowDays,
  returnPostage,
}: Pick<ShopFacts, 'returnWindowDays' | 'returnPostage'>): ReturnPolicy {
  return {
    windowDays: returnWindowDays,
    isExchangeOffered: true,
    finalSale: { templates: [] },
    rules: [],
    postage: {
      default: 'customer',
      templates: {},
      words: { shop: returnPostage, customer: returnPostage },
    },
    labelUrlPattern: null,
    needsApproval: null,
  };
}
