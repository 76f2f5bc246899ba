import { request, type RequestOptions } from './client';
import type {
  AuditEntry,
  Credentials,
  Key,
  MadeKey,
  NewKey,
  NewUser,
  Session,
  User,
  UserChange,
} from './access.types';
import type { GoldenConversation, GoldenReport, Published } from './golden.types';
import type { ReplayableState, ShopEventFilter, ShopEventItem } from './shop-event.types';
import type {
  BodyLanguage,
  Draft,
  Effect,
  FactSet,
  Fault,
  ImportChange,
  Kind,
  Preview,
  PreviewRequest,
  Template,
  TemplateFilter,
  TemplateItem,
  TransferFile,
  Tried,
  TryRequest,
  Version,
  WordingCount,
} from './template.types';
import type {
  Delivery,
  DeliveryState,
  NewWebhook,
  WebhookChange,
  WebhookItem,
  WithSecret,
} from './webhook.types';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
  /** How many there are in all, where the service says so. */
  total?: number;
}

interface Paging {
  cursor?: string;
  limit?: number;
}

interface Work {
  template: Template;
  kind?: Kind;
}

/** Why the catalogue is changed. */
export interface Reasons {
  note?: string;
  /** Why it is done although golden conversations fail. */
  override?: { reason: string };
}

/** How a version goes out. */
export interface Publication extends Reasons {
  /** The version published after the draft was begun, which it may replace. */
  replaces?: number;
}

type Signal = AbortSignal | undefined;

const get = <T>(path: string, signal?: Signal, query?: RequestOptions['query']): Promise<T> =>
  request<T>('GET', path, { signal, query });
const post = <T>(path: string, body: unknown, options?: RequestOptions): Promise<T> =>
  request<T>('POST', path, { ...options, body });
const at = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join('/')}`;

/** Every route of docs/admin-api.md. All of them fail with an `ApiError`. */
export const api = {
  session: {
    get: (signal?: Signal): Promise<Session> => get('/session', signal),
    begin: (credentials: Credentials): Promise<Session> => post('/session', credentials),
    end: (): Promise<void> => request('DELETE', '/session'),
    changePassword: (current: string, password: string): Promise<void> =>
      request('PUT', '/session/password', { body: { current, password } }),
  },

  users: {
    list: (paging: Paging, signal?: Signal): Promise<Page<User>> => get('/users', signal, { ...paging }),
    add: (user: NewUser): Promise<User> => post('/users', user),
    change: (id: string, change: UserChange): Promise<User> =>
      request('PATCH', at('users', id), { body: change }),
    remove: (id: string): Promise<void> => request('DELETE', at('users', id)),
  },

  keys: {
    list: (paging: Paging, signal?: Signal): Promise<Page<Key>> => get('/keys', signal, { ...paging }),
    make: (key: NewKey): Promise<MadeKey> => post('/keys', key),
    revoke: (id: string): Promise<void> => request('DELETE', at('keys', id)),
  },

  audit: (filter: { target?: string; actor?: string } & Paging, signal?: Signal): Promise<Page<AuditEntry>> =>
    get('/audit', signal, { ...filter }),

  templates: {
    list: (filter: TemplateFilter & Paging, signal?: Signal): Promise<Page<TemplateItem>> =>
      get('/templates', signal, { ...filter }),
    get: (id: string, signal?: Signal): Promise<TemplateItem & { template: Template | null }> =>
      get(at('templates', id), signal),
    versions: (id: string, paging: Paging, signal?: Signal): Promise<Page<Version>> =>
      get(`${at('templates', id)}/versions`, signal, { ...paging }),
    counts: (id: string, signal?: Signal): Promise<{ items: WordingCount[] }> =>
      get(`${at('templates', id)}/counts`, signal),

    draft: (id: string, signal?: Signal): Promise<Draft> => get(`${at('templates', id)}/draft`, signal),
    /** `revision`: of the draft that this one replaces, 0 where there was none. */
    saveDraft: (id: string, work: Work, revision: number): Promise<Draft> =>
      request('PUT', `${at('templates', id)}/draft`, { body: work, revision }),
    discardDraft: (id: string, revision: number): Promise<void> =>
      request('DELETE', `${at('templates', id)}/draft`, { revision }),

    check: (work: Work, signal?: Signal): Promise<{ faults: Fault[] }> =>
      post('/templates/check', work, { signal }),
    publish: (id: string, how: Publication, revision: number): Promise<Published> =>
      post(`${at('templates', id)}/publish`, how, { revision }),
    rollback: (id: string, how: { version: number } & Reasons): Promise<Published> =>
      post(`${at('templates', id)}/rollback`, how),
    archive: (id: string, reasons: Reasons): Promise<void> => post(`${at('templates', id)}/archive`, reasons),

    preview: (what: PreviewRequest, signal?: Signal): Promise<Preview> =>
      post('/templates/preview', what, { signal }),
    facts: (signal?: Signal): Promise<{ items: FactSet[]; language: BodyLanguage; defaultLocale: string }> =>
      get('/templates/facts', signal),
    effect: (work: Work, signal?: Signal): Promise<Effect> => post('/templates/effect', work, { signal }),
    try: (what: TryRequest, signal?: Signal): Promise<Tried> => post('/templates/try', what, { signal }),

    /** All templates, or the named ones. */
    export: (ids: string[] = []): Promise<TransferFile> => get('/templates/export', undefined, { id: ids }),
    import: (
      file: unknown,
      how: { dryRun?: boolean; publish?: boolean },
    ): Promise<{ changes: ImportChange[] }> => post('/templates/import', file, { query: { ...how } }),
  },

  golden: {
    list: (paging: Paging, signal?: Signal): Promise<Page<GoldenConversation>> =>
      get('/golden', signal, { ...paging }),
    /** `revision`: of the script that is replaced; undefined for a new one. */
    save: (name: string, script: string, revision: string | undefined): Promise<GoldenConversation> =>
      request('PUT', at('golden', name), { body: { script }, revision, isNew: revision === undefined }),
    remove: (name: string, revision: string): Promise<void> =>
      request('DELETE', at('golden', name), { revision }),
    run: (what: { names?: string[] } & Partial<Work>, signal?: Signal): Promise<GoldenReport> =>
      post('/golden/run', what, { signal }),
  },

  shopEvents: {
    list: (filter: ShopEventFilter & Paging, signal?: Signal): Promise<Page<ShopEventItem>> =>
      get('/shop-events', signal, { ...filter }),
    get: (id: string, signal?: Signal): Promise<ShopEventItem> => get(at('shop-events', id), signal),
    replay: (id: number): Promise<void> => post(`${at('shop-events', String(id))}/replay`, {}),
    replayAll: (filter: ShopEventFilter<ReplayableState>): Promise<{ replayed: number; isMore: boolean }> =>
      post('/shop-events/replay', filter),
  },

  webhooks: {
    list: (paging: Paging, signal?: Signal): Promise<Page<WebhookItem>> =>
      get('/webhooks', signal, { ...paging }),
    make: (webhook: NewWebhook): Promise<WithSecret> => post('/webhooks', webhook),
    change: (id: string, change: WebhookChange): Promise<WebhookItem> =>
      request('PATCH', at('webhooks', id), { body: change }),
    remove: (id: string): Promise<void> => request('DELETE', at('webhooks', id)),
    rotateSecret: (id: string): Promise<WithSecret> => post(`${at('webhooks', id)}/rotate-secret`, {}),
    test: (id: string): Promise<{ deliveryId: number }> => post(`${at('webhooks', id)}/test`, {}),
    deliveries: (
      id: string,
      filter: { state?: DeliveryState } & Paging,
      signal?: Signal,
    ): Promise<Page<Delivery>> => get(`${at('webhooks', id)}/deliveries`, signal, { ...filter }),
    replay: (id: string, deliveryId: number): Promise<{ state: 'replayed' | 'waiting' }> =>
      post(`${at('webhooks', id, 'deliveries', String(deliveryId))}/replay`, {}),
    /** `nextSince`: there is more, from then on. */
    replaySince: (id: string, since: string): Promise<{ replayed: number; nextSince: string | null }> =>
      post(`${at('webhooks', id)}/replay`, {}, { query: { since } }),
  },
};
