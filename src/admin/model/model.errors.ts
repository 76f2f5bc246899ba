import { AppError } from '../../common';

/** Beside the model of the settings there is no directory of that name. */
export class ModelUnknownError extends AppError {
  readonly code = 'MODEL_UNKNOWN';
}
