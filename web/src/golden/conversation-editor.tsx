import { lazy, Suspense, useState, type FormEvent, type ReactNode } from 'react';
import { api, ApiError, type GoldenConversation, type GoldenReport } from '../api';
import { navigate } from '../app/navigation';
import { useMay } from '../app/session';
import { formatDateTime, t } from '../i18n';
import { GoldenResults } from '../templates/golden-results';
import {
  Button,
  ConfirmDialog,
  Loading,
  Note,
  ProblemNote,
  TextArea,
  TextField,
  useAction,
  useKept,
  useToast,
} from '../ui';
import { findConversation } from './find-conversation';
import { ScriptFormat } from './script-format';

const TextDiff = lazy(() =>
  import('../editor/conflict/text-diff').then((module) => ({ default: module.TextDiff })),
);

interface Props {
  /** undefined: a new one. */
  conversation: GoldenConversation | undefined;
  onSaved: () => void;
}

/** Writes a script, runs it and shows what came of it. */
export function ConversationEditor({ conversation, onSaved }: Props): ReactNode {
  const toast = useToast();
  const mayEdit = useMay('editor');
  const [name, setName] = useState(conversation?.name ?? '');
  const [nameError, setNameError] = useState<string>();
  const [kept, keep] = useKept(`golden.${conversation?.name ?? ''}`);
  // What the kept text began with, so that a reload does not turn it into a change of a newer one.
  const [base, keepBase] = useKept(`golden.${conversation?.name ?? ''}.base`);
  const [report, setReport] = useState<GoldenReport>();
  const [isDeleting, setDeleting] = useState(false);
  const saved = conversation?.script ?? '';
  const script = kept ?? saved;
  const isChanged = script !== saved;
  const isOutdated = isChanged && base !== null && base !== conversation?.revision;

  const write = (text: string | null): void => {
    const isSaved = text === null || text === saved;
    if (isSaved || kept === null) keepBase(isSaved ? null : (conversation?.revision ?? null));
    keep(isSaved ? null : text);
  };

  const save = async (): Promise<void> => {
    if (!mayEdit || (conversation && !isChanged)) return;
    const id = conversation?.name ?? nameFrom(name);
    if (id === '') return setNameError(t('golden.nameWrong'));
    // Saving under the name of another would replace it.
    if (!conversation && (await findConversation(id))) return setNameError(t('golden.nameTaken'));
    try {
      await api.golden.save(id, script, base ?? conversation?.revision);
    } catch (problem) {
      // Shown beside what is there now.
      if (conversation && ApiError.is(problem, 'GOLDEN_CHANGED')) onSaved();
      throw problem;
    }
    keep(null);
    keepBase(null);
    onSaved();
    toast(t('golden.saved', { name: id }));
    if (!conversation) navigate(`/golden/${encodeURIComponent(id)}`, { replace: true });
  };
  const saving = useAction(save);
  const running = useAction(async () => {
    setReport(undefined);
    await save();
    if (conversation) setReport(await api.golden.run({ names: [conversation.name] }));
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    running.clear();
    void saving.run();
  };
  const error = saving.error ?? running.error;
  const line = ApiError.is(error, 'SCRIPT_INVALID') ? error.problem.line : undefined;

  return (
    <div className="conversation">
      <form className="card stack" onSubmit={submit}>
        {error !== undefined && !isOutdated && <ProblemNote error={error} />}
        {conversation && isOutdated && (
          <Note tone="warn">
            <p role="alert">
              {t('golden.conflict', {
                name: conversation.updatedBy,
                when: formatDateTime(conversation.updatedAt),
              })}
            </p>
            <Suspense fallback={<Loading />}>
              <TextDiff
                before={{ text: saved, label: t('golden.theirs') }}
                after={{ text: script, label: t('golden.mine') }}
              />
            </Suspense>
            <p className="row">
              <Button look="bare" onClick={() => write(null)}>
                {t('golden.takeTheirs')}
              </Button>
              <Button
                look="bare"
                onClick={() => {
                  saving.clear();
                  running.clear();
                  keepBase(conversation.revision);
                }}
              >
                {t('golden.keepMine')}
              </Button>
            </p>
          </Note>
        )}
        {!conversation && (
          <TextField
            label={t('golden.name')}
            hint={t('golden.nameHint')}
            required
            autoComplete="off"
            error={nameError}
            value={name}
            onChange={(event) => {
              setNameError(undefined);
              setName(event.target.value);
            }}
          />
        )}
        <TextArea
          label={t('golden.script')}
          className="control script"
          rows={16}
          placeholder={t('golden.scriptExample')}
          spellCheck={false}
          readOnly={!mayEdit}
          required
          error={line === undefined ? undefined : t('golden.wrongLine', { line })}
          value={script}
          onChange={(event) => write(event.target.value)}
        />
        {conversation && isChanged && !isOutdated && (
          <Note tone="warn">
            <p className="row">
              {t('golden.unsaved')}
              <Button look="bare" onClick={() => write(null)}>
                {t('golden.discard')}
              </Button>
            </p>
          </Note>
        )}
        <div className="row">
          {mayEdit && (
            <Button type="submit" look="primary" isBusy={saving.isBusy}>
              {t('action.save')}
            </Button>
          )}
          {conversation && (
            <Button
              icon="golden"
              isBusy={running.isBusy}
              onClick={(event) => {
                saving.clear();
                if (event.currentTarget.form?.reportValidity()) void running.run();
              }}
            >
              {mayEdit && isChanged ? t('golden.saveAndRun') : t('golden.run')}
            </Button>
          )}
          {mayEdit && conversation && (
            <Button look="bare" onClick={() => setDeleting(true)}>
              {t('action.delete')}
            </Button>
          )}
        </div>
      </form>
      <div className="stack">
        <div role="status">{running.isBusy && <p className="muted">{t('golden.running')}</p>}</div>
        {report && (
          <section className="card stack" aria-labelledby="results-title">
            <h2 id="results-title">{t('golden.results')}</h2>
            <GoldenResults report={report} isOpen />
          </section>
        )}
        <ScriptFormat isOpen={!conversation} />
      </div>
      {isDeleting && conversation && (
        <ConfirmDialog
          title={t('golden.deleteTitle', { name: conversation.name })}
          submitText={t('action.delete')}
          onClose={() => setDeleting(false)}
          act={async () => {
            await api.golden.remove(conversation.name, conversation.revision);
            write(null);
            toast(t('golden.deleted', { name: conversation.name }));
            navigate('/golden');
          }}
        >
          {t('golden.deleteIntro')}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** "Cancelling an order" → `cancelling-an-order`: the service takes small letters, digits and `-`. */
function nameFrom(typed: string): string {
  const plain = typed.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
