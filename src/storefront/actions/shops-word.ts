/** What the shop adds when it agrees to a request. */
export interface ShopsWord {
  /** Under which it keeps the return. */
  returnNumber?: string;
  labelUrl?: string;
}
