import { AppError } from '../../common';

/** The shop's system did not answer a push in time; it may have done it all the same. */
export class PushTimeoutError extends AppError {
  readonly code = 'PUSH_TIMEOUT';

  constructor() {
    super("The shop's system did not answer in time");
  }
}
