const WORDS: Record<string, string> = {
  TARGET_REFUSED: 'TARGET_REFUSED',
  UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
  ETIMEDOUT: 'CONNECT_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'TIMEOUT',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  ENOTFOUND: 'HOST_UNKNOWN',
  EAI_AGAIN: 'HOST_UNKNOWN',
  ENODATA: 'HOST_UNKNOWN',
};

/** A stable word for why a request failed; messages of libraries quote hosts and addresses. */
export function failureCodeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'TIMEOUT';
  // Node tries each address of a host; what happened to the first is as good as any.
  if (error instanceof AggregateError && typeof code !== 'string') return failureCodeOf(error.errors[0]);
  if (typeof code !== 'string') return 'CONNECTION_FAILED';
  if (code in WORDS) return WORDS[code] ?? code;
  return /CERT|SSL|TLS|SIGNATURE|ISSUER/.test(code) ? 'TLS_FAILED' : 'CONNECTION_FAILED';
}
