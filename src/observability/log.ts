import pino, { type DestinationStream, type Logger } from 'pino';
import { redact, redactText } from './redaction';
import { currentRequestId } from './request-context';

/** A logger that writes JSON lines, each redacted and with the id of the request it belongs to. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) => ({ ...(redact(entry) as Record<string, unknown>), ...requestIdField() }),
      },
      // Errors are described by `redact`, not by pino.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const redacted = args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
          method.apply(this, redacted as Parameters<typeof method>);
        },
      },
    },
    destination ?? pino.destination({ sync: true }),
  );
}

function requestIdField(): { requestId?: string } {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
}
