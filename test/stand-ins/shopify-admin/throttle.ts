export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/**
 * The leaky bucket: "Before execution begins, the app's bucket must have enough room for the requested cost of the
 * query. When execution is complete, the bucket is refunded the difference between the requested cost and the actual
 * cost of the query."
 */
export class Throttle {
  private available: number;
  private asOf: number;

  constructor(
    private readonly clock: () => number,
    private readonly maximumAvailable: number,
    private readonly restoreRate: number,
  ) {
    this.available = maximumAvailable;
    this.asOf = clock();
  }

  /** False: there isn't enough, and nothing was taken. */
  take(points: number): boolean {
    this.restore();
    if (points > this.available) return false;
    this.available -= points;
    return true;
  }

  refund(points: number): void {
    this.available = Math.min(this.maximumAvailable, this.available + points);
  }

  /** As if another call of the same app had used it. */
  drain(): void {
    this.restore();
    this.available = 0;
  }

  status(): ThrottleStatus {
    this.restore();
    return {
      maximumAvailable: this.maximumAvailable,
      currentlyAvailable: Math.floor(this.available),
      restoreRate: this.restoreRate,
    };
  }

  private restore(): void {
    const now = this.clock();
    this.refund(((now - this.asOf) / 1000) * this.restoreRate);
    this.asOf = now;
  }
}
