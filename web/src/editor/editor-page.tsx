import { useMemo, type ReactNode } from 'react';
import { api, type Draft } from '../api';
import { t } from '../i18n';
import { TemplateFrame } from '../templates/template-frame';
import { Loading, ProblemNote, useLoad } from '../ui';
import { NO_LANGUAGE, type BodyLanguage } from './body-language/fact-shape';
import { newTemplate } from './draft/template-edit';
import { Editor } from './editor';

/** What the shipped texts are written in. */
const LAST_LOCALE = 'en';

function newDraft(defaultLocale: string): Draft {
  return {
    template: newTemplate(defaultLocale),
    kind: 'answer',
    revision: 0,
    basedOn: null,
    updatedBy: null,
    updatedAt: null,
  };
}

/** Writes one template; `id` is `new` for one that does not exist yet. */
export default function EditorPage({ id }: { id: string }): ReactNode {
  const isNew = id === 'new';
  const saved = useLoad(`draft/${id}`, (signal) =>
    isNew ? Promise.resolve(undefined) : api.templates.draft(id, signal),
  );
  // Without facts there is no completion and no choice of examples, but everything else works.
  const facts = useLoad('facts', (signal) => api.templates.facts(signal));
  const defaultLocale = facts.data?.defaultLocale ?? LAST_LOCALE;
  const begun = useMemo(() => newDraft(defaultLocale), [defaultLocale]);
  const opened = isNew ? begun : saved.data;
  if (opened && facts.is !== 'loading') {
    const factSets = facts.data?.items ?? [];
    const language = (facts.data?.language as BodyLanguage | undefined) ?? NO_LANGUAGE;
    return <Editor id={isNew ? undefined : id} {...{ opened, factSets, language, defaultLocale }} />;
  }
  return (
    <TemplateFrame id={isNew ? undefined : id} title={isNew ? t('template.new') : undefined} current="edit">
      {saved.is === 'failed' ? <ProblemNote error={saved.error} onRetry={saved.reload} /> : <Loading />}
    </TemplateFrame>
  );
}
