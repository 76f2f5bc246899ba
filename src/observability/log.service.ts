import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** DI token of the pino logger. */
export const LOG = Symbol('LOG');

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Everything that is logged through Nest's `Logger` comes here: `logger.warn('text')`,
 * `logger.error({ incident, error }, 'text')` or `logger.error('text', error)`.
 */
@Injectable()
export class LogService implements LoggerService {
  constructor(@Inject(LOG) private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest's `Logger` adds its context as the last argument, and a stack before it. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const fields: Record<string, unknown> = {};
    const texts: string[] = [];
    for (const part of [message, ...rest]) {
      if (part instanceof Error) fields['error'] = part;
      else if (typeof part === 'object' && part !== null) Object.assign(fields, part);
      else if (typeof part === 'string') texts.push(part);
      else if (part !== undefined) texts.push(JSON.stringify(part));
    }
    const context = rest.length > 0 && typeof rest.at(-1) === 'string' ? texts.pop() : undefined;
    const stack = texts.findIndex((text, index) => index > 0 && /\n\s+at /.test(text));
    if (stack > 0) fields['stack'] = texts.splice(stack, 1)[0];
    this.pino[level]({ ...(context === undefined ? {} : { context }), ...fields }, texts.join(' '));
  }
}
