/** Different texts, half of them needing an order; numbers vary so that no two messages are the same. */
const ABOUT_ORDERS = [
  'where is my order W10{n}, it should have been here by now i think',
  'has W10{n} been shipped yet? thanks a lot for checking this for me',
  'I would like to send back the kettle from order W10{n} please',
  'can you tell me when order #W10{n} will arrive at my place',
  'the lamp from order W10{n} came broken and i am quite annoyed',
  'please cancel my order W10{n}, i ordered the wrong colour by mistake',
  'i want to change the delivery address of W10{n} to my office',
  'there is a mug missing from my parcel, the order is W10{n}',
];
const GENERAL = [
  'hi, do you ship to Portugal and what does it cost? i live in {n} street',
  'which payment methods do you take, is PayPal ok for {n} euros',
  'how many days do i have to return something if it does not fit, {n}?',
  'what are your opening hours on sundays in the shop number {n}',
  'is there a discount for {n} pieces or a voucher for new customers',
  'i cannot log in to my account since {n} days, the reset mail never comes',
  'how long does delivery usually take to the north, about {n} days?',
  'your checkout page shows an error {n} when i press the pay button',
];

/** Message number `index` of a run. */
export function benchText(index: number): string {
  const list = index % 2 === 0 ? ABOUT_ORDERS : GENERAL;
  const text = list[(index >> 1) % list.length] ?? '';
  return text.replace('{n}', String((index % 12) + 1).padStart(2, '0'));
}
