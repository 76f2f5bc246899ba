import { AppError } from '../../common';

/** The text is no script of conversations. */
export class ScriptInvalidError extends AppError {
  readonly code = 'SCRIPT_INVALID';

  constructor(
    /** Counted from 1. */
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}
