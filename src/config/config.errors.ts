import { AppError } from '../common';

/** The environment does not describe a service that can start. Names settings, never their values. */
export class ConfigInvalidError extends AppError {
  readonly code = 'CONFIG_INVALID';

  constructor(readonly failures: readonly string[]) {
    super(`The settings are not valid:\n${failures.map((failure) => `  - ${failure}`).join('\n')}`);
  }
}
