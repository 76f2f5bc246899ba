import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { AppError } from '../../common';
import { UndeliverableError } from '../outbox/outbox.sender';

type ConnectorClientOptions = NonNullable<
  ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]
>;
type HttpClient = NonNullable<ConnectorClientOptions['httpClient']>;
type HttpRequest = Parameters<HttpClient['sendRequest']>[0];
type HttpResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

const TIMEOUT_MS = 10_000;

/**
 * The 4xx that pass: a login that an operator can put right, a time limit, and what Teams' documentation says to try
 * again.
 */
const PASSING_STATUSES = [401, 408, 412, 429];

/** The connector did not take a reply. */
class ConnectorRefusedError extends AppError {
  readonly code = 'CONNECTOR_REFUSED';
}

/**
 * Posts replies for the SDK: one attempt, no redirects, a time limit. The SDK's own client retries by itself for
 * minutes, which would send a reply again while the outbox already does, and follows redirects off the allowlist.
 */
class ConnectorHttpClient implements HttpClient {
  async sendRequest(request: HttpRequest): Promise<HttpResponse> {
    const headers = new Headers(request.headers.rawHeaders());
    // Of the body as it is sent, which fetch counts itself.
    headers.delete('content-length');
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      body: typeof request.body === 'string' ? request.body : undefined,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bodyAsText = await response.text();
    // Thrown here, because the SDK retries the statuses of 5xx and 429.
    if (!response.ok) throw refusal(response.status);
    const received = request.headers.clone();
    for (const { name } of received.headersArray()) received.remove(name);
    response.headers.forEach((value, name) => received.set(name, value));
    return { request, status: response.status, headers: received, bodyAsText };
  }
}

function refusal(status: number): AppError {
  const message = `the connector answered ${status}`;
  const isPermanent = status >= 400 && status < 500 && !PASSING_STATUSES.includes(status);
  return isPermanent ? new UndeliverableError(message) : new ConnectorRefusedError(message);
}

/** For every connector client that the SDK makes. */
export const CONNECTOR_OPTIONS: ConnectorClientOptions = { httpClient: new ConnectorHttpClient() };
