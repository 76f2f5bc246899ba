const STORED_AS = 'storedesk.chat';
const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 20_000;
const LONGEST_WAIT_MS = 10_000;
const NOTHING_SAID = { id: undefined, cursor: 0, entries: [], suggestions: [] };

/** The server's refusal (RFC 9457), or no answer at all (`status` 0). */
export class Refusal extends Error {
  constructor(status, code, retryAfterMs) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Waiting may help; the message id makes it safe to send the same again. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * One conversation with the shop, kept for as long as the tab is open.
 * An entry is `{ author, text, at, messageId?, state?, thumbs? }`; `state` is `sending`, `failed` or absent. The last
 * reply to a message has the message's id too: there the customer may say whether it helped (`up`, `down`).
 */
export class Conversation {
  constructor(storage = window.sessionStorage) {
    this.storage = storage;
    Object.assign(this, NOTHING_SAID, { entries: [] }, readStored(storage));
    // What was on its way when the page was left may or may not have arrived: the customer decides.
    for (const entry of this.entries) if (entry.state === 'sending') entry.state = 'failed';
  }

  /** Forgets everything; the next message begins a new conversation. */
  clear() {
    Object.assign(this, NOTHING_SAID, { entries: [] });
    this.save();
  }

  save() {
    const { id, cursor, entries, suggestions } = this;
    try {
      this.storage.setItem(STORED_AS, JSON.stringify({ id, cursor, entries, suggestions }));
    } catch {
      // Storage is full or switched off: the conversation then ends with the page.
    }
  }

  /** Adds what the customer wrote; `deliver` sends it. */
  write(text) {
    const entry = { author: 'customer', text, at: Date.now(), messageId: newId(), state: 'sending' };
    this.entries.push(entry);
    this.suggestions = [];
    this.save();
    return entry;
  }

  /** Sends an entry, a few times if need be, and adds the replies. Throws a Refusal. */
  async deliver(entry) {
    const { entries } = this;
    const isLeft = () => this.entries !== entries;
    entry.state = 'sending';
    try {
      const answer = await this.post(entry, isLeft);
      if (isLeft()) return;
      delete entry.state;
      for (const { text } of answer.replies) entries.push({ author: 'bot', text, at: Date.now() });
      if (answer.replies.length > 0) entries.at(-1).messageId = entry.messageId;
      this.suggestions = answer.replies.at(-1)?.suggestedActions ?? [];
    } catch (error) {
      entry.state = 'failed';
      throw error;
    } finally {
      this.save();
    }
  }

  /** Says whether an answer helped; null takes it back. Throws a Refusal, and then nothing has changed. */
  async rate(entry, thumbs) {
    const path = `/v1/conversations/${encodeURIComponent(this.id)}/feedback`;
    const answer = await request(path, { messageId: entry.messageId, thumbs });
    entry.thumbs = answer.thumbs;
    this.save();
  }

  /** Fetches what staff wrote meanwhile, and news that nobody asked for; true when there was something. */
  async fetchLate() {
    const id = this.id;
    if (!id) return false;
    const path = `/v1/conversations/${encodeURIComponent(id)}/messages?after=${this.cursor}`;
    const { messages, cursor } = await request(path);
    if (this.id !== id || cursor <= this.cursor) return false;
    this.cursor = cursor;
    for (const { text, author, createdAt } of messages) {
      this.entries.push({ author: author === 'bot' ? 'bot' : 'staff', text, at: Date.parse(createdAt) });
    }
    this.save();
    return messages.length > 0;
  }

  async post({ text, messageId }, isLeft) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // Begun before the first message, so that this message, too, can be sent again.
        this.id ??= (await request('/v1/conversations', { channel: 'chat' })).conversationId;
        if (isLeft()) throw new Refusal(0, 'CONVERSATION_LEFT');
        return await request('/v1/messages', { conversationId: this.id, messageId, text });
      } catch (error) {
        if (error.code === 'CONVERSATION_UNKNOWN' && attempt === 1) {
          this.id = undefined;
          this.cursor = 0;
          continue;
        }
        const waitMs = error.retryAfterMs ?? 700 * 2 ** attempt;
        if (!error.isPassing || isLeft() || attempt >= ATTEMPTS || waitMs > LONGEST_WAIT_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }
}

async function request(path, body) {
  const init = body && {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  let response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
    if (response.ok) return await response.json();
  } catch {
    throw new Refusal(0, 'NO_ANSWER');
  }
  const problem = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get('Retry-After'));
  throw new Refusal(
    response.status,
    problem.code ?? 'INTERNAL',
    retryAfter > 0 ? retryAfter * 1000 : undefined,
  );
}

function readStored(storage) {
  try {
    return JSON.parse(storage.getItem(STORED_AS) ?? '{}');
  } catch {
    return {};
  }
}

/** `crypto.randomUUID` is missing on pages that are served over plain HTTP from another machine. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
