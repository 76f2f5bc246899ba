import { useState, type ReactNode } from 'react';
import { api, type BodyKey, type FactSet, type Preview, type Template } from '../../api';
import { t } from '../../i18n';
import { Note, ProblemNote, SelectField } from '../../ui';
import type { Work } from '../draft/merge-drafts';
import { graveFaults } from '../draft/faults-by-place';
import { bodyAt, localesOf, shownOutcomes, wordingsOf, type BodyPlace } from '../draft/template-edit';
import { onTrial } from '../draft/work-on-trial';
import { useEditing } from '../editing';
import { channelLabel, CHANNELS, outcomeLabel, placeLabel } from '../labels';
import { localeName } from '../locale-name';
import { useAnswer } from '../use-answer';
import { Bubble } from './bubble';

interface Props {
  work: Work;
  factSets: FactSet[];
  factSet: string;
  onFactSet: (name: string) => void;
  isOpen: boolean;
}

/** The reply as a customer would read it, for the language and outcome that the form is open at. */
export function PreviewPane({ work, factSets, factSet, onFactSet, isOpen }: Props): ReactNode {
  const { template, place, setPlace, defaultLocale } = useEditing();
  const [channel, setChannel] = useState('');
  const request = {
    ...onTrial(work),
    ...place,
    ...(channel && { channel }),
    ...(factSet && { facts: factSet }),
  };
  const { data, error, isLoading } = useAnswer(isOpen ? JSON.stringify(request) : undefined, (signal) =>
    api.templates.preview(request, signal),
  );
  return (
    <>
      <div className="side-choices">
        <SelectField
          label={t('editor.language')}
          options={localesOf(template, defaultLocale).map((one) => [one, localeName(one)] as const)}
          value={place.locale}
          onChange={({ target }) => setPlace({ ...place, locale: target.value })}
        />
        <SelectField
          label={t('editor.outcome')}
          options={shownOutcomes(template, place.locale).map((one) => [one, outcomeLabel(one)] as const)}
          value={place.outcome}
          onChange={({ target }) => setPlace({ ...place, outcome: target.value as BodyKey })}
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
        <SelectField
          label={t('editor.facts')}
          options={factSets.map(({ name, title }) => [name, title] as const)}
          value={factSet}
          disabled={factSets.length === 0}
          onChange={({ target }) => onFactSet(target.value)}
        />
      </div>
      {error ? (
        <ProblemNote error={error} />
      ) : (
        data && (
          <div className="preview" aria-live="polite" aria-busy={isLoading}>
            <Shown preview={data} locale={place.locale} isEmpty={isEmptyAt(template, place)} />
          </div>
        )
      )}
    </>
  );
}

function Shown(props: { preview: Preview; locale: string; isEmpty: boolean }): ReactNode {
  const { preview, locale, isEmpty } = props;
  const { wordings, suggestedActions, faults } = preview;
  return (
    <>
      {wordings.length === 0 && <PreviewMissing faults={isEmpty ? [] : graveFaults(faults)} />}
      {wordings.length > 0 && preview.locale !== locale && (
        <p className="muted small">
          {t('editor.preview.otherLanguage', {
            wanted: localeName(locale),
            shown: localeName(preview.locale),
          })}
        </p>
      )}
      {wordings.map(({ name, text }, index) => (
        <Bubble
          key={index}
          text={text}
          locale={preview.locale}
          actions={index === wordings.length - 1 ? suggestedActions : []}
          caption={wordings.length > 1 ? captionOf(name, index) : undefined}
        />
      ))}
    </>
  );
}

/** One without a name of its own comes with its number. */
function captionOf(name: string | null, index: number): string {
  return name && !/^\d+$/.test(name) ? name : t('editor.wording', { count: name || index + 1 });
}

/** Nothing was written yet, which is no mistake. */
function isEmptyAt(template: Template, place: BodyPlace): boolean {
  return wordingsOf(bodyAt(template, place) ?? '').every(({ text }) => text.trim() === '');
}

function PreviewMissing({ faults }: { faults: Preview['faults'] }): ReactNode {
  if (faults.length === 0) return <Note>{t('editor.preview.nothing')}</Note>;
  return (
    <Note tone="warn" icon="warning">
      <p>{t('editor.preview.broken')}</p>
      <ul className="fault-list">
        {faults.slice(0, 3).map(({ path, message }, index) => (
          <li key={index}>
            {placeLabel(path)}: {message}
          </li>
        ))}
      </ul>
    </Note>
  );
}
