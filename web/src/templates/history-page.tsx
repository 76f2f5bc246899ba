import { lazy, Suspense, useState, type ReactNode } from 'react';
import { api, ApiError, type Draft, type TemplateItem, type Version } from '../api';
import { useMay } from '../app/session';
import { t } from '../i18n';
import { Button, Loading, ProblemNote, SelectField, useLoad, usePages, useToast } from '../ui';
import { GatedDialog } from './gated-dialog';
import { TemplateFrame } from './template-frame';
import { templateText } from './template-text';
import { VersionList } from './version-list';
import './history-page.css';

const SideBySide = lazy(() => import('./side-by-side'));

/** A template's versions: what changed between any two, and the way back to an earlier one. */
export function HistoryPage({ id }: { id: string }): ReactNode {
  const [isArchiving, setArchiving] = useState(false);
  const [goingBackTo, setGoingBackTo] = useState<number>();
  const toast = useToast();
  const item = useLoad(id, (signal) => api.templates.get(id, signal));
  const draft = useLoad(id, (signal) => api.templates.draft(id, signal));
  const versions = usePages<Version>(id, (cursor, signal) => api.templates.versions(id, { cursor }, signal));
  const reload = (): void => {
    item.reload();
    draft.reload();
    versions.reload();
  };
  const state = item.data;
  const mayPublish = useMay('publisher');
  return (
    <TemplateFrame
      id={id}
      current="history"
      intro={state && standing(state)}
      actions={
        mayPublish &&
        state?.published &&
        !state.archivedAt && <Button onClick={() => setArchiving(true)}>{t('archive.open')}</Button>
      }
    >
      {/* Before a template is published there is only its draft. */}
      {item.is === 'failed' && !ApiError.is(item.error, 'TEMPLATE_UNKNOWN') && (
        <ProblemNote error={item.error} onRetry={item.reload} />
      )}
      {versions.error !== undefined && <ProblemNote error={versions.error} onRetry={versions.loadMore} />}
      {versions.isLoading && versions.items.length === 0 && <Loading />}
      {!versions.isLoading && versions.items.length === 0 && versions.error === undefined && (
        <p className="card empty">{t('history.none')}</p>
      )}
      {versions.items.length > 0 && (
        <History
          versions={versions.items}
          draft={draft.data}
          list={
            <VersionList
              pages={versions}
              publishedVersion={state?.archivedAt ? undefined : state?.published?.version}
              onRollback={mayPublish ? setGoingBackTo : undefined}
            />
          }
        />
      )}
      {isArchiving && (
        <GatedDialog
          title={t('archive.title', { id })}
          intro={t('archive.intro')}
          submitText={t('archive.submit')}
          isDanger
          change={(reasons) => api.templates.archive(id, reasons)}
          onClose={() => setArchiving(false)}
          onDone={() => {
            setArchiving(false);
            toast(t('archive.done', { id }));
            reload();
          }}
        />
      )}
      {goingBackTo !== undefined && (
        <GatedDialog
          title={t('rollback.title', { version: goingBackTo })}
          intro={t('rollback.intro', { version: goingBackTo })}
          submitText={t('rollback.submit')}
          change={(reasons) => api.templates.rollback(id, { version: goingBackTo, ...reasons })}
          onClose={() => setGoingBackTo(undefined)}
          onDone={({ version }) => {
            setGoingBackTo(undefined);
            toast(t('rollback.done', { version }));
            reload();
          }}
        />
      )}
    </TemplateFrame>
  );
}

function standing({ archivedAt, published }: TemplateItem): string {
  if (archivedAt) return t('history.archived');
  return published ? t('history.published', { version: published.version }) : t('history.unpublished');
}

interface HistoryProps {
  versions: Version[];
  draft: Draft | undefined;
  list: ReactNode;
}

const DRAFT = 'draft';

function History({ versions, draft, list }: HistoryProps): ReactNode {
  const hasDraft = draft !== undefined && draft.revision > 0;
  const [chosenAfter, setAfter] = useState<string>();
  const [chosenBefore, setBefore] = useState<string>();
  const newest = String(versions[0]?.version);
  const after = chosenAfter ?? (hasDraft ? DRAFT : newest);
  const before = chosenBefore ?? olderThan(versions, after);
  const texts = new Map(versions.map(({ version, template }) => [String(version), templateText(template)]));
  if (hasDraft) texts.set(DRAFT, templateText(draft.template));
  const options = [...texts.keys()]
    .sort((a, b) => (a === DRAFT ? -1 : b === DRAFT ? 1 : Number(b) - Number(a)))
    .map((key) => [key, nameOf(key)] as const);
  const beforeText = texts.get(before);
  const afterText = texts.get(after) ?? '';
  return (
    <div className="history">
      <section aria-labelledby="versions-title" className="stack">
        <h2 id="versions-title">{t('history.versions')}</h2>
        {list}
      </section>
      <section aria-labelledby="changes-title" className="stack">
        <h2 id="changes-title">{t('history.changes')}</h2>
        <div className="history-choice">
          <SelectField
            label={t('history.before')}
            value={before}
            options={[['', t('history.nothing')], ...options]}
            onChange={(event) => setBefore(event.target.value)}
          />
          <SelectField
            label={t('history.after')}
            value={after}
            options={options}
            onChange={(event) => {
              setAfter(event.target.value);
              setBefore(undefined);
            }}
          />
        </div>
        {beforeText === afterText && <p className="muted">{t('history.same')}</p>}
        <Suspense fallback={<Loading />}>
          <SideBySide
            before={beforeText ?? ''}
            after={afterText}
            beforeLabel={beforeText === undefined ? t('history.nothing') : nameOf(before)}
            afterLabel={nameOf(after)}
          />
        </Suspense>
      </section>
    </div>
  );
}

const nameOf = (key: string): string =>
  key === DRAFT ? t('history.draft') : t('state.version', { version: key });

/** What a version is compared with unless another is chosen: the one before it; with a draft, the newest. */
function olderThan(versions: Version[], key: string): string {
  if (key === DRAFT) return String(versions[0]?.version ?? '');
  const index = versions.findIndex(({ version }) => String(version) === key);
  return String(versions[index + 1]?.version ?? '');
}
