/** What the shop adds when it agrees to a request. */
export interface ShopsWord {
  /** Under which it keeps the return. */
  returnNumber?: string;
  labelUrl?: string;
  /** When the order's own system took it over; left out while it may not know of it. */
  acceptedAt?: Date;
  /** The system has told of it, so the records say it already. */
  isOnRecord?: boolean;
}
