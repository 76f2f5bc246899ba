import { useState, type ReactNode } from 'react';
import { api } from '../api';
import { t } from '../i18n';
import { Button, ProblemNote, useAction, useToast } from '../ui';
import { download } from './download';
import { TemplatePicker } from './template-picker';

/** Downloads all templates, or some. */
export function ExportCard(): ReactNode {
  const toast = useToast();
  const [isAll, setAll] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const exporting = useAction(async () => {
    const file = await api.templates.export(isAll ? [] : [...chosen].sort());
    download('templates.json', `${JSON.stringify(file, null, 2)}\n`);
    toast(t('export.done', { count: file.templates.length }));
  });
  return (
    <section className="card stack" aria-labelledby="export-title">
      <h2 id="export-title">{t('export.title')}</h2>
      <fieldset className="stack">
        <legend className="unseen">{t('export.which')}</legend>
        <label className="choice">
          <input type="radio" name="which" checked={isAll} onChange={() => setAll(true)} />
          {t('export.all')}
        </label>
        <label className="choice">
          <input type="radio" name="which" checked={!isAll} onChange={() => setAll(false)} />
          {t('export.some')}
        </label>
      </fieldset>
      {!isAll && <TemplatePicker chosen={chosen} onChange={setChosen} />}
      {exporting.error !== undefined && <ProblemNote error={exporting.error} />}
      <div>
        <Button
          icon="download"
          isBusy={exporting.isBusy}
          disabled={!isAll && chosen.size === 0}
          onClick={() => void exporting.run()}
        >
          {isAll ? t('export.submitAll') : t('export.submitSome', { count: chosen.size })}
        </Button>
      </div>
    </section>
  );
}
