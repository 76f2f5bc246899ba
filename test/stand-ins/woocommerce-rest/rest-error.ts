import type { Answer } from '../loopback';

/** An error as WordPress' REST API writes it. */
export class RestError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly data: unknown = { status },
  ) {
    super(message);
  }

  answer(): Answer {
    return json(this.status, { code: this.code, message: this.message, data: this.data });
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  };
}

export interface ParameterFault {
  code: string;
  message: string;
}

/** WP_REST_Request::has_valid_params: all faults at once. */
export function invalidParameters(faults: Record<string, ParameterFault>): RestError {
  const names = Object.keys(faults);
  return new RestError('rest_invalid_param', `Invalid parameter(s): ${names.join(', ')}`, 400, {
    status: 400,
    params: Object.fromEntries(names.map((name) => [name, faults[name]?.message])),
    details: Object.fromEntries(names.map((name) => [name, { ...faults[name], data: null }])),
  });
}

/** What the real API does and the stand-in doesn't: loud, so that no test leans on it. */
export function notInStandIn(what: string): RestError {
  return new RestError('not_in_stand_in', `The stand-in doesn't do this: ${what}`, 501);
}
