/** One order of the demo shop and what there is to try with it. */
export interface DemoOrder {
  number: string;
  email: string;
  state: string;
}

/**
 * The demo shop as the chat page lists it. A fixed list, never a look into the records: they may hold real orders
 * beside the demo's, and the page is open to anyone.
 */
export const DEMO_ORDERS: DemoOrder[] = [
  { number: 'W1001', email: 'ana@example.com', state: 'On its way' },
  { number: 'W1002', email: 'ben@example.com', state: 'Delivered 5 days ago' },
  { number: 'W1003', email: 'ana@example.com', state: 'Not shipped yet' },
  { number: 'W1004', email: 'ben@example.com', state: 'Late' },
  { number: 'W1005', email: 'chloe@example.com', state: 'Delivered long ago' },
  { number: 'W1006', email: 'chloe@example.com', state: 'Cancelled' },
  { number: 'W1007', email: 'ana@example.com', state: 'Returned and refunded' },
  { number: 'W1008', email: 'chloe@example.com', state: 'Partly refunded' },
  { number: 'W1009', email: 'ben@example.com', state: 'Placed today' },
  { number: 'W1010', email: 'chloe@example.com', state: 'On its way' },
  { number: 'W1011', email: 'ana@example.com', state: 'Delivered 3 days ago' },
  { number: 'W1012', email: 'ben@example.com', state: 'Return registered' },
];

/** Messages that show what the bot can do. */
export const DEMO_MESSAGES: string[] = [
  'Where is my order W1001?',
  'I want to return an item from W1002',
  'Cancel order W1003, please',
  'Is SKU-10443 in stock?',
  'How long do I have to send something back?',
  'I want to talk to a person',
];
