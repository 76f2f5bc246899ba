import type { ReactNode } from 'react';
import type { Body, Wording } from '../../api';
import { t } from '../../i18n';
import { Button } from '../../ui';
import { faultsOfWording } from '../draft/faults-by-place';
import { bodyAt, bodyOf, wordingsOf, withBody, type BodyPlace } from '../draft/template-edit';
import { useEditing } from '../editing';
import { WordingField } from './wording-field';

/** The body of one language and outcome: one text, or several wordings of it. */
export function BodyField({ place }: { place: BodyPlace }): ReactNode {
  const { template, edit, faults, defaultLocale, isReadOnly } = useEditing();
  const body = bodyAt(template, place);
  const path = `bodies.${place.locale}.${place.outcome}`;
  const put = (next: Body | undefined): void => edit((now) => withBody(now, place, next));
  const together = faults.filter(
    (fault) => fault.path === path && (Array.isArray(body) || body === undefined),
  );
  if (body === undefined) {
    return (
      <div className="no-body" data-place={path}>
        <p>{place.locale === defaultLocale ? t('editor.noBody') : t('editor.noBodyHere')}</p>
        <FaultTexts texts={together.map(({ message }) => message)} />
        {!isReadOnly && (
          <Button icon="add" onClick={() => put('')}>
            {t('editor.writeBody')}
          </Button>
        )}
      </div>
    );
  }

  const isPlain = typeof body === 'string';
  const wordings = wordingsOf(body);
  const putAt = (index: number, count: number, ...next: Wording[]): void =>
    put(bodyOf(wordings.toSpliced(index, count, ...next)));
  return (
    <div className="stack" data-place={path}>
      {wordings.map((wording, index) => (
        <WordingField
          key={index}
          place={place}
          wording={wording}
          number={isPlain ? undefined : index + 1}
          faults={faultsOfWording(faults, place, index, isPlain)}
          onChange={(next) => putAt(index, 1, next)}
          onRemove={() => (wordings.length > 1 ? putAt(index, 1) : put(undefined))}
        />
      ))}
      <FaultTexts texts={together.map(({ message }) => message)} />
      {!isReadOnly && (
        <div className="row">
          <Button look="bare" icon="add" onClick={() => put([...wordings, { text: '' }])}>
            {t('editor.addWording')}
          </Button>
          {isPlain && (
            <Button look="bare" onClick={() => put(undefined)}>
              {t('editor.removeBody')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function FaultTexts({ texts }: { texts: string[] }): ReactNode {
  return texts.map((text, index) => (
    <p key={index} className="field-error">
      {text}
    </p>
  ));
}
