import { AppError } from '../common';

/** The bounded queue is full: the client may retry in a moment. */
export class NluOverloadedError extends AppError {
  readonly code = 'NLU_OVERLOADED';
}

/** No inference process can answer: crashed repeatedly, took too long, or none is running. */
export class NluUnavailableError extends AppError {
  readonly code = 'NLU_UNAVAILABLE';
}

/** The model directory does not fit this service; nothing of it is used. */
export class ModelInvalidError extends AppError {
  readonly code = 'MODEL_INVALID';

  constructor(
    modelDir: string,
    readonly failures: string[],
    options?: { cause?: unknown },
  ) {
    super(`The model in ${modelDir} does not fit:\n- ${failures.join('\n- ')}`, options);
  }
}
