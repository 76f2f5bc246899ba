import { useState, type ReactNode } from 'react';
import { ApiError, WEBHOOK_TYPES, type NewWebhook, type WebhookItem, type WebhookType } from '../api';
import { t, type PlainKey } from '../i18n';
import { CheckField, FormDialog, TextField } from '../ui';

const REFUSALS = [
  'URL_INVALID',
  'SCHEME_REFUSED',
  'CREDENTIALS_REFUSED',
  'HTTPS_NEEDED',
  'TARGET_REFUSED',
] as const;

interface Props {
  /** undefined: a new one. */
  webhook?: WebhookItem;
  save: (wanted: NewWebhook) => Promise<void>;
  onClose: () => void;
}

/** Makes a webhook, or changes where it sends what. */
export function WebhookDialog({ webhook, save, onClose }: Props): ReactNode {
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [description, setDescription] = useState(webhook?.description ?? '');
  const [isAll, setAll] = useState(!webhook?.types);
  const [types, setTypes] = useState<readonly WebhookType[]>(webhook?.types ?? []);
  const [urlError, setUrlError] = useState<string>();
  const [typesError, setTypesError] = useState<string>();

  const submit = async (): Promise<void> => {
    setUrlError(undefined);
    if (!isAll && types.length === 0) return setTypesError(t('webhooks.chooseOne'));
    try {
      await save({ url: url.trim(), description: description.trim(), types: isAll ? null : [...types] });
    } catch (error) {
      const refusal = refusalText(error);
      if (!refusal) throw error;
      setUrlError(refusal);
    }
  };
  const toggle = (type: WebhookType, isWanted: boolean): void => {
    setTypesError(undefined);
    // In the order of the list, however they were ticked.
    setTypes(WEBHOOK_TYPES.filter((one) => (one === type ? isWanted : types.includes(one))));
  };
  return (
    <FormDialog
      title={webhook ? t('webhooks.editTitle') : t('webhooks.make')}
      submitText={webhook ? t('action.save') : t('webhooks.makeSubmit')}
      submit={submit}
      onClose={onClose}
    >
      <TextField
        label={t('webhooks.url')}
        hint={t('webhooks.urlHint')}
        error={urlError}
        type="url"
        required
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        value={url}
        onChange={(event) => setUrl(event.target.value)}
      />
      <TextField
        label={t('webhooks.description')}
        isOptional
        autoComplete="off"
        maxLength={200}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      <fieldset className="webhook-types">
        <legend className="field-label">{t('webhooks.which')}</legend>
        <Choice text="webhooks.all" isChosen={isAll} onChoose={() => setAll(true)} />
        <Choice text="webhooks.some" isChosen={!isAll} onChoose={() => setAll(false)} />
        {!isAll && (
          <div className="webhook-type-list">
            {WEBHOOK_TYPES.map((type) => (
              <CheckField
                key={type}
                label={t(`happened.${type}`)}
                hint={<code>{type}</code>}
                checked={types.includes(type)}
                onChange={(event) => toggle(type, event.target.checked)}
              />
            ))}
          </div>
        )}
        {typesError && (
          <p className="field-error" role="alert">
            {typesError}
          </p>
        )}
      </fieldset>
    </FormDialog>
  );
}

function Choice(props: { text: PlainKey; isChosen: boolean; onChoose: () => void }): ReactNode {
  return (
    <label className="choice webhook-choice">
      <input type="radio" name="webhook-types" checked={props.isChosen} onChange={props.onChoose} />
      {t(props.text)}
    </label>
  );
}

function refusalText(error: unknown): string | undefined {
  if (!ApiError.is(error, 'WEBHOOK_URL_REFUSED')) return undefined;
  const reason = REFUSALS.find((one) => one === error.problem.reason);
  return reason && t(`urlRefused.${reason}`);
}
