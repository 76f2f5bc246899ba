import type { ReturnPolicy } from '../return-policy/return-policy';
import type { ShopFacts } from '../storefront.types';

export const DEMO_CURRENCY = 'EUR';
/** Included in the total of every demo order. */
export const DEMO_SHIPPING_MINOR = 490;

export type DemoCustomerId = 'cust-ana' | 'cust-ben' | 'cust-chloe';

export const DEMO_CUSTOMERS: Record<DemoCustomerId, { email: string; name: string; address: string }> = {
  'cust-ana': {
    email: 'ana@example.com',
    name: 'Ana Costa',
    address: 'Ana Costa, Rua das Flores 14, 1200-195 Lisbon, Portugal',
  },
  'cust-ben': {
    email: 'ben@example.com',
    name: 'Ben Okafor',
    address: 'Ben Okafor, Lindenweg 8, 12203 Berlin, Germany',
  },
  'cust-chloe': {
    email: 'chloe@example.com',
    name: 'Chloe Martin',
    address: 'Chloe Martin, 5 rue Oberkampf, 75011 Paris, France',
  },
};

const eur = (amountMinor: number): { amountMinor: number; currency: string } => ({
  amountMinor,
  currency: DEMO_CURRENCY,
});

const RETURN_POSTAGE = 'free within the EU; from other countries you pay it';

export const DEMO_FACTS: ShopFacts = {
  name: 'Juniper & Oak',
  supportEmail: 'help@juniper-and-oak.example',
  openingHours: 'Monday to Saturday, 10:00 to 19:00; closed on Sundays and public holidays',
  address: 'Juniper & Oak, Gartenstrasse 12, 10115 Berlin, Germany',
  deliveryTime: '2–4 working days after the order',
  shippingMethods: [
    { name: 'Standard', price: eur(DEMO_SHIPPING_MINOR), time: '2–4 working days' },
    { name: 'Express', price: eur(1290), time: '1–2 working days' },
    { name: 'Collect in the shop', price: eur(0), time: 'ready on the next working day' },
  ],
  shippingCountries: [
    'Austria',
    'Belgium',
    'Denmark',
    'France',
    'Germany',
    'Ireland',
    'Italy',
    'Luxembourg',
    'the Netherlands',
    'Portugal',
    'Spain',
    'Sweden',
    'Switzerland',
    'the United Kingdom',
  ],
  paymentMethods: ['credit or debit card', 'PayPal', 'invoice', 'Klarna'],
  returnWindowDays: 30,
  returnPostage: RETURN_POSTAGE,
  returnExceptions: [],
  refundTime: 'within 5 working days after the item has reached us, by the way you paid',
  warranty: 'two years on every item, from the day of delivery',
  promotions: [
    {
      name: 'Newsletter voucher',
      description: '10 % off your next order when you sign up for our newsletter, one voucher per customer',
      endsAt: null,
    },
  ],
  supportHours: 'Monday to Friday, 9:00 to 17:00',
};

/** Whoever is at fault, the postage is the same. */
export const DEMO_RETURN_POLICY: ReturnPolicy = {
  windowDays: DEMO_FACTS.returnWindowDays,
  isExchangeOffered: true,
  finalSale: { templates: [] },
  rules: [],
  postage: {
    default: 'shop',
    templates: {},
    words: { shop: RETURN_POSTAGE, customer: RETURN_POSTAGE },
  },
  labelUrlPattern: null,
  needsApproval: null,
};
