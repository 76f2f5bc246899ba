import { AppError } from '../../common';

/** An event's payload is not what its source documents. Trying again is of no use. */
export class MalformedEventError extends AppError {
  readonly code = 'EVENT_MALFORMED';

  /** @param path of what is wrong, such as `line_items[2].price`; never its value, which may be personal */
  constructor(readonly path: string) {
    super(`The event cannot be read at ${path}`);
  }
}
