import type { Fault } from '../loopback';

/** WooCommerce has no limits of its own: hosts and firewalls in front of it do, and answer in HTML. */
export function tooManyRequests(retryAfterSeconds: number): Fault {
  return {
    kind: 'answer',
    status: 429,
    headers: { 'content-type': 'text/html', 'retry-after': String(retryAfterSeconds) },
    body: '<html><head><title>429 Too Many Requests</title></head><body></body></html>',
  };
}

export function badGateway(): Fault {
  return {
    kind: 'answer',
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body></html>',
  };
}

/** PHP's notices in front of the JSON, with status 200. */
export function brokenJson(): Fault {
  return {
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: '<br />\n<b>Deprecated</b>: Optional parameter before required in plugin.php on line 9<br />\n[]',
  };
}
