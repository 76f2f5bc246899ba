export interface StaffAnswer {
  status: number;
  headers: Headers;
  // The shape is what the tests look at.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Asks the admin API as a browser would: keeps the session's cookie, and sends its token along. */
export class StaffClient {
  cookie?: string;
  csrfToken?: string;

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, headers?: Record<string, string>): Promise<StaffAnswer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<StaffAnswer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body: unknown): Promise<StaffAnswer> {
    return this.send('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<StaffAnswer> {
    return this.send('PATCH', path, body);
  }

  delete(path: string): Promise<StaffAnswer> {
    return this.send('DELETE', path);
  }

  /** Opens a session, and is in it from then on. */
  async logIn(body: unknown): Promise<StaffAnswer> {
    const answer = await this.post('/session', body);
    if (answer.status === 200) {
      this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
      this.csrfToken = (answer.body as { csrfToken: string }).csrfToken;
    }
    return answer;
  }

  /** @param path below `/v1/admin` */
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<StaffAnswer> {
    const response = await fetch(`${this.url}/v1/admin${path}`, {
      method,
      headers: {
        ...this.headers,
        ...(this.cookie === undefined ? {} : { Cookie: this.cookie }),
        ...(this.csrfToken === undefined ? {} : { 'X-CSRF-Token': this.csrfToken }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }
}
