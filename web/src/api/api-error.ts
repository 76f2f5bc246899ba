import type { Draft, Fault, ImportChange } from './template.types';
import type { GoldenReport } from './golden.types';

/** The problem JSON of an answer, with what some codes carry beside the usual members. */
export interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  requestId?: string;
  /** `TEMPLATE_INVALID` */
  faults?: Fault[];
  /** `DRAFT_CHANGED`: the draft that is there now. */
  current?: Draft;
  /** `DRAFT_OUTDATED`: the version that was published after the draft was begun. */
  published?: number;
  /** `GOLDEN_FAILED` */
  golden?: GoldenReport;
  /** An import that was refused. */
  changes?: ImportChange[];
  /** `WEBHOOK_URL_REFUSED` */
  reason?: string;
  /** `SCRIPT_INVALID` */
  line?: number;
}

/**
 * A request that the service refused, or that did not reach it (`status` 0, `NETWORK_FAILED`).
 * `message` is the service's own text, fit to be shown.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** `Retry-After`, in seconds. */
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(problem.detail ?? problem.title ?? '', options);
    this.code = problem.code ?? `HTTP_${status}`;
  }

  static is(error: unknown, code?: string): error is ApiError {
    return error instanceof ApiError && (code === undefined || error.code === code);
  }
}
