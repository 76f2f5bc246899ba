import type { ReactNode } from 'react';
import { api, type Draft } from '../api';
import { t } from '../i18n';
import { TemplateFrame } from '../templates/template-frame';
import { Loading, ProblemNote, useLoad } from '../ui';
import { NO_LANGUAGE, type BodyLanguage } from './body-language/fact-shape';
import { NEW_TEMPLATE } from './draft/template-edit';
import { Editor } from './editor';

const NEW_DRAFT: Draft = {
  template: NEW_TEMPLATE,
  kind: 'answer',
  revision: 0,
  basedOn: null,
  updatedBy: null,
  updatedAt: null,
};

/** Writes one template; `id` is `new` for one that does not exist yet. */
export default function EditorPage({ id }: { id: string }): ReactNode {
  const isNew = id === 'new';
  const draft = useLoad(`draft/${id}`, (signal) =>
    isNew ? Promise.resolve(NEW_DRAFT) : api.templates.draft(id, signal),
  );
  // Without facts there is no completion and no choice of examples, but everything else works.
  const facts = useLoad('facts', (signal) => api.templates.facts(signal));
  if (draft.data && facts.is !== 'loading') {
    const factSets = facts.data?.items ?? [];
    const language = (facts.data?.language as BodyLanguage | undefined) ?? NO_LANGUAGE;
    return <Editor opened={draft.data} id={isNew ? undefined : id} factSets={factSets} language={language} />;
  }
  return (
    <TemplateFrame id={isNew ? undefined : id} title={isNew ? t('template.new') : undefined} current="edit">
      {draft.is === 'failed' ? <ProblemNote error={draft.error} onRetry={draft.reload} /> : <Loading />}
    </TemplateFrame>
  );
}
