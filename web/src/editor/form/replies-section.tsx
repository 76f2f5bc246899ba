import { type ReactNode } from 'react';
import type { BodyKey } from '../../api';
import { t } from '../../i18n';
import { Button } from '../../ui';
import { localesOf, shownOutcomes, withButtons, withoutLocale } from '../draft/template-edit';
import { faultsAt, graveFaults } from '../draft/faults-by-place';
import { useEditing } from '../editing';
import { outcomeHint, outcomeLabel } from '../labels';
import { localeName } from '../locale-name';
import { TabList, TabPanel, type Tab } from '../tabs';
import { AddLocale } from './add-locale';
import { BodyField } from './body-field';
import { Section } from './section';
import { TextList } from './text-list';
import { useFieldError } from './use-field-error';

/** What the bot says: a text for each language and outcome. */
export function RepliesSection(): ReactNode {
  const { template, edit, faults, place, setPlace, defaultLocale, isReadOnly } = useEditing();
  const errorOf = useFieldError();
  const { locale, outcome } = place;
  const locales = localesOf(template, defaultLocale);
  const outcomes = shownOutcomes(template, locale);
  const problemAt = (path: string): Pick<Tab, 'problem'> =>
    graveFaults(faultsAt(faults, path)).length > 0 ? { problem: t('editor.hasProblems') } : {};
  const buttons = template.suggestedActions?.[locale] ?? [];

  return (
    <Section title={t('editor.replies')} intro={t('editor.repliesIntro')}>
      <div className="locale-row" data-place="bodies">
        {locales.length > 0 && (
          <TabList
            name="locale"
            label={t('editor.languages')}
            tabs={locales.map((one) => ({ id: one, label: localeName(one), ...problemAt(`bodies.${one}`) }))}
            current={locale}
            onChange={(to) => setPlace({ locale: to, outcome })}
          />
        )}
        {!isReadOnly && <AddLocale />}
      </div>
      {locales.includes(locale) && (
        <TabPanel name="locale" current={locale}>
          {outcomes.length > 1 && (
            <TabList
              name="outcome"
              look="pill"
              label={t('editor.outcomes')}
              tabs={outcomes.map((one) => ({
                id: one,
                label: outcomeLabel(one),
                isEmpty: template.bodies[locale]?.[one] === undefined,
                ...problemAt(`bodies.${locale}.${one}`),
              }))}
              current={outcome}
              onChange={(to) => setPlace({ locale, outcome: to as BodyKey })}
            />
          )}
          <OutcomePanel isTabbed={outcomes.length > 1} outcome={outcome}>
            <p className="muted small">{outcomeHint(outcome)}</p>
            <BodyField key={`${locale}.${outcome}`} place={place} />
          </OutcomePanel>
          <div data-place={`suggestedActions.${locale}`}>
            <TextList
              legend={t('editor.buttons')}
              hint={t('editor.buttonsHint')}
              values={buttons}
              onChange={(texts) => edit((now) => withButtons(now, locale, texts))}
              itemLabel={(count) => t('editor.button', { count })}
              addLabel={t('editor.addButton')}
              errorAt={() => undefined}
              error={errorOf(`suggestedActions.${locale}`)}
              isReadOnly={isReadOnly}
              locale={locale}
            />
          </div>
          {!isReadOnly && locale !== defaultLocale && (
            <Button
              look="bare"
              className="align-start"
              onClick={() => {
                edit((now) => withoutLocale(now, locale));
                setPlace({ locale: locales.find((one) => one !== locale) ?? defaultLocale, outcome });
              }}
            >
              {t('editor.removeLanguage', { language: localeName(locale) })}
            </Button>
          )}
        </TabPanel>
      )}
    </Section>
  );
}

function OutcomePanel(props: { isTabbed: boolean; outcome: BodyKey; children: ReactNode }): ReactNode {
  const { isTabbed, outcome, children } = props;
  if (!isTabbed) return <div className="tab-panel">{children}</div>;
  return (
    <TabPanel name="outcome" current={outcome}>
      {children}
    </TabPanel>
  );
}
