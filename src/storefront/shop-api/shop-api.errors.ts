import { AppError } from '../../common';

/** A shop's API did not do what it was asked for. */
export class ShopApiError extends AppError {
  /**
   * @param code a stable word: `SHOP_API_UNREACHABLE`, `SHOP_API_BUSY`, `SHOP_API_REFUSED`
   * @param status of the answer, if there was one
   * @param detail of the API's own, such as `THROTTLED` or `woocommerce_rest_cannot_view`; never a value
   */
  constructor(
    readonly code: 'SHOP_API_UNREACHABLE' | 'SHOP_API_BUSY' | 'SHOP_API_REFUSED',
    system: string,
    readonly status: number | null,
    readonly detail: string | null,
    options?: { cause?: unknown },
  ) {
    super(
      `${system} did not do it: ${[code, status, detail].filter((part) => part !== null).join(' ')}`,
      options,
    );
  }

  /** Trying again later may help. */
  get mayPass(): boolean {
    return this.code !== 'SHOP_API_REFUSED';
  }
}
