import { useRef, useState, type ReactNode } from 'react';
import { api, ApiError, type ImportChange } from '../api';
import { useMay } from '../app/session';
import { t } from '../i18n';
import { Button, Note, ProblemNote, useAction, useToast } from '../ui';
import { ChangeList } from './change-list';

interface Read {
  name: string;
  content: unknown;
}

/** Reads a file, shows what it would change, and only then changes it. */
export function ImportCard(): ReactNode {
  const toast = useToast();
  const mayPublish = useMay('publisher');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<Read>();
  const [isUnreadable, setUnreadable] = useState(false);
  const [changes, setChanges] = useState<ImportChange[]>();

  const reset = (): void => {
    setFile(undefined);
    setChanges(undefined);
    setUnreadable(false);
    if (input.current) input.current.value = '';
  };
  const reading = useAction(async (chosen: File) => {
    setFile(undefined);
    setChanges(undefined);
    importing.clear();
    const content = parsed(await chosen.text());
    setUnreadable(content === undefined);
    if (content === undefined) return;
    setFile({ name: chosen.name, content });
    setChanges((await api.templates.import(content, { dryRun: true })).changes);
  });
  const importing = useAction(async (publish: boolean) => {
    const done = await api.templates.import(file?.content, publish ? { publish } : {});
    const count = done.changes.filter(({ change }) => change === 'new' || change === 'changed').length;
    toast(publish ? t('import.published', { count }) : t('import.saved', { count }));
    reset();
  });
  const count = (changes ?? []).filter(({ change }) => change === 'new' || change === 'changed').length;
  const isBlocked = changes?.some(({ change }) => change === 'invalid' || change === 'conflict') ?? false;
  const mayImport = count > 0 && !isBlocked;
  return (
    <section className="card stack" aria-labelledby="import-title">
      <h2 id="import-title">{t('import.title')}</h2>
      <p className="muted">{t('import.intro')}</p>
      <div className="field">
        <label className="field-label" htmlFor="import-file">
          {t('import.file')}
        </label>
        <input
          ref={input}
          id="import-file"
          className="control file"
          type="file"
          accept="application/json,.json"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            if (chosen) void reading.run(chosen);
            else reset();
          }}
        />
      </div>
      <div role="status" className="stack">
        {reading.isBusy && <p className="muted">{t('import.reading')}</p>}
        {isUnreadable && (
          <Note tone="bad" icon="warning">
            <p>{t('import.unreadable')}</p>
          </Note>
        )}
        {changes && file && (
          <p>
            <strong>{t('import.wouldChange', { count, name: file.name })}</strong>
          </p>
        )}
        {isBlocked && (
          <Note tone="bad" icon="warning">
            <p>{t('import.blocked')}</p>
          </Note>
        )}
      </div>
      {reading.error !== undefined && <ProblemNote error={reading.error} />}
      {changes && <ChangeList changes={changes} />}
      {importing.error !== undefined && <ProblemNote error={importing.error} />}
      {ApiError.is(importing.error) && importing.error.problem.changes && (
        <ChangeList changes={importing.error.problem.changes} />
      )}
      {mayImport && (
        <div className="row">
          <Button look="primary" isBusy={importing.isBusy} onClick={() => void importing.run(false)}>
            {t('import.save', { count })}
          </Button>
          {mayPublish && (
            <Button isBusy={importing.isBusy} onClick={() => void importing.run(true)}>
              {t('import.publish')}
            </Button>
          )}
          <Button look="bare" onClick={reset}>
            {t('action.cancel')}
          </Button>
        </div>
      )}
    </section>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
