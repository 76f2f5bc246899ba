/**
 * What the dialog tells customers of their order without having been asked. Unlike its other prompts these can be
 * archived, and then that is not told.
 */
const NOTICE_PROMPTS: ReadonlySet<string> = new Set([
  'notice_order_shipped',
  'notice_order_delayed',
  'notice_order_delivered',
  'notice_order_refunded',
]);

export function isNoticePrompt(id: string): boolean {
  return NOTICE_PROMPTS.has(id);
}
