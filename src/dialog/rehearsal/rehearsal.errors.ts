import { AppError } from '../../common';

/** As many rehearsals wait as may: whoever asks may try again in a moment. */
export class RehearsalBusyError extends AppError {
  readonly code = 'REHEARSAL_BUSY';
}

/** The model or the database was too busy for the conversation to be played in its time. */
export class RehearsalTimeoutError extends AppError {
  readonly code = 'REHEARSAL_TIMEOUT';
}
