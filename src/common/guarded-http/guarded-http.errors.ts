import { AppError } from '../app-error';

/** The host's addresses, or the one that a socket was connected to, are none that requests may go to. */
export class TargetRefusedError extends AppError {
  readonly code = 'TARGET_REFUSED';

  constructor() {
    // Without the host: whoever chose it may have put a secret there.
    super('The host has no address that requests may go to');
  }
}
