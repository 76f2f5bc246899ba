import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { api, type FactSet, type Tried } from '../../api';
import { t } from '../../i18n';
import { Button, ProblemNote, SelectField, TextField, useAction } from '../../ui';
import type { Work } from '../draft/merge-drafts';
import { onTrial } from '../draft/work-on-trial';
import { useEditing } from '../editing';
import { channelLabel, CHANNELS } from '../labels';
import { localeName } from '../locale-name';
import { customersOf } from './customers-of';
import { TriedMessage } from './tried-message';

/** One message of a customer, answered as if the work were in the catalogue already. */
export function TryPane({ work, factSets }: { work: Work; factSets: FactSet[] }): ReactNode {
  const { template, place } = useEditing();
  const [text, setText] = useState('');
  const [customer, setCustomer] = useState('');
  const [channel, setChannel] = useState('');
  const [locale, setLocale] = useState('');
  const [tried, setTried] = useState<{ text: string; id: string; result: Tried }>();
  const listId = useId();
  const action = useAction(async () => {
    const trial = onTrial(work);
    const result = await api.templates.try({
      ...trial,
      text,
      locale: locale || place.locale,
      ...(channel && { channel }),
      ...(customer.trim() && { customer: customer.trim() }),
    });
    setTried({ text, id: trial.template.id, result });
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') void action.run();
  };
  return (
    <>
      <form className="stack" onSubmit={submit}>
        <div className="try-line">
          <TextField
            label={t('editor.try.message')}
            placeholder={t('editor.try.placeholder')}
            value={text}
            maxLength={2000}
            autoComplete="off"
            onChange={({ target }) => setText(target.value)}
          />
          <Button look="primary" type="submit" isBusy={action.isBusy}>
            {t('editor.try.send')}
          </Button>
        </div>
        <details className="try-as">
          <summary>{t('editor.try.as')}</summary>
          <div className="side-choices">
            <TextField
              label={t('editor.try.customer')}
              hint={t('editor.try.customerHint')}
              type="email"
              list={listId}
              autoComplete="off"
              value={customer}
              onChange={({ target }) => setCustomer(target.value)}
            />
            <datalist id={listId}>
              {customersOf(factSets).map((email) => (
                <option key={email} value={email} />
              ))}
            </datalist>
            <SelectField
              label={t('editor.language')}
              options={[
                ['', localeName(place.locale)],
                ...Object.keys(template.bodies)
                  .filter((one) => one !== place.locale)
                  .map((one) => [one, localeName(one)] as const),
              ]}
              value={locale}
              onChange={({ target }) => setLocale(target.value)}
            />
            <SelectField
              label={t('editor.channel')}
              options={[
                ['', t('editor.channel.any')],
                ...CHANNELS.map((one) => [one, channelLabel(one)] as const),
              ]}
              value={channel}
              onChange={({ target }) => setChannel(target.value)}
            />
          </div>
        </details>
      </form>
      {action.error !== undefined && <ProblemNote error={action.error} />}
      <div aria-live="polite" className="stack">
        {tried && !action.error && <TriedMessage {...tried} />}
        {!tried && !action.error && <p className="muted small">{t('editor.try.intro')}</p>}
      </div>
    </>
  );
}
