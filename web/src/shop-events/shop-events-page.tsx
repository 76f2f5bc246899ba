import { useEffect, useState, type ReactNode } from 'react';
import { api, LISTED_STATES, SHOP_EVENT_SOURCES, type ShopEventFilter, type ShopEventItem } from '../api';
import { navigate, usePlace } from '../app/navigation';
import { Page } from '../app/page';
import { useMay } from '../app/session';
import { t } from '../i18n';
import { Button, PagedList, SelectField, TextField, useDelayed, usePages, useToast } from '../ui';
import { ReplayAllDialog, type ReplayableFilter } from './replay-all-dialog';
import { ShopEventRow } from './shop-event-row';
import '../ui/event-row.css';
import './shop-events.css';

/** What the shop's systems told of and was not applied: dead letters first; the filters are in the address. */
export default function ShopEventsPage(): ReactNode {
  const { search } = usePlace();
  const filter = filterOf(search);
  const toast = useToast();
  const mayReplay = useMay('admin');
  const [replaying, setReplaying] = useState<ReplayableFilter>();
  const [typed, setTyped] = useState(filter.topic ?? '');
  const settled = useDelayed(typed.trim(), 250);
  useEffect(
    () => showFilter({ ...filterOf(new URLSearchParams(window.location.search)), topic: settled }),
    [settled],
  );
  // Going back, or the menu's link, changes the filter from outside.
  useEffect(() => {
    if ((filter.topic ?? '') !== settled) setTyped(filter.topic ?? '');
  }, [filter.topic]);
  const pages = usePages<ShopEventItem>(JSON.stringify(filter), (cursor, signal) =>
    api.shopEvents.list({ ...filter, cursor }, signal),
  );
  const isNarrowed = filter.source !== undefined || filter.topic !== undefined;
  const clear = (): void => {
    setTyped('');
    showFilter({ state: filter.state });
  };
  return (
    <Page
      title={t('shopEvents.title')}
      intro={t('shopEvents.intro')}
      actions={
        mayReplay &&
        isReplayable(filter) &&
        pages.items.length > 0 && (
          <Button icon="replay" onClick={() => setReplaying(filter)}>
            {t('shopEvents.replayAll')}
          </Button>
        )
      }
    >
      <search className="event-filters">
        <SelectField
          label={t('shopEvents.state')}
          value={filter.state}
          options={LISTED_STATES.map((state) => [state, t(`eventShown.${state}`)] as const)}
          onChange={(event) => showFilter({ ...filter, state: oneOf(LISTED_STATES, event.target.value) })}
        />
        <SelectField
          label={t('shopEvents.source')}
          value={filter.source ?? ''}
          options={[
            ['', t('shopEvents.anySource')],
            ...SHOP_EVENT_SOURCES.map((source) => [source, t(`source.${source}`)] as const),
          ]}
          onChange={(event) =>
            showFilter({ ...filter, source: oneOf(SHOP_EVENT_SOURCES, event.target.value) })
          }
        />
        <TextField
          label={t('shopEvents.topic')}
          hint={t('shopEvents.topicHint')}
          type="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </search>
      <p className="muted small">{t(`shopEvents.explain.${filter.state}`)}</p>
      <PagedList
        pages={pages}
        label={t(`eventShown.${filter.state}`)}
        keyOf={({ id }) => String(id)}
        empty={
          isNarrowed ? (
            <>
              <h2>{t('shopEvents.noneFound')}</h2>
              <Button onClick={clear}>{t('shopEvents.clear')}</Button>
            </>
          ) : (
            <h2>{t(`shopEvents.none.${filter.state}`)}</h2>
          )
        }
      >
        {(event) => <ShopEventRow event={event} />}
      </PagedList>
      {replaying && (
        <ReplayAllDialog
          filter={replaying}
          onClose={() => setReplaying(undefined)}
          onDone={(text) => {
            setReplaying(undefined);
            toast(text);
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

function isReplayable(filter: ShopEventFilter): filter is ReplayableFilter {
  return filter.state !== 'pending';
}

function filterOf(query: URLSearchParams): ShopEventFilter {
  return {
    state: oneOf(LISTED_STATES, query.get('state')) ?? 'dead',
    source: oneOf(SHOP_EVENT_SOURCES, query.get('source')),
    topic: query.get('topic') || undefined,
  };
}

function showFilter({ state, source, topic }: Partial<ShopEventFilter>): void {
  const query = new URLSearchParams();
  if (state && state !== 'dead') query.set('state', state);
  if (source) query.set('source', source);
  if (topic) query.set('topic', topic);
  const text = query.toString();
  navigate(`/shop-events${text && `?${text}`}`, { replace: true });
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((one) => one === value);
}
