/** The closed list of what a template can make happen, shared by the catalogue and the storefront. */
export const ACTION_TYPES = [
  'create_return',
  'create_exchange',
  'cancel_order',
  'change_address',
  'open_ticket',
  'hand_off',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** What the shop can keep the last word on. A ticket needs nobody's agreement. */
export const APPROVABLE_ACTIONS = [
  'create_return',
  'create_exchange',
  'cancel_order',
  'change_address',
] as const satisfies readonly ActionType[];
export type ApprovableAction = (typeof APPROVABLE_ACTIONS)[number];

/**
 * What an action, or a look-up, can come to. `requested`: the shop's own system has the last word, which is then `ok`
 * or `refused`.
 */
export const OUTCOMES = ['ok', 'requested', 'refused', 'not_found', 'not_allowed', 'already_done'] as const;
export type Outcome = (typeof OUTCOMES)[number];
