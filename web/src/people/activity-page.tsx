import { useState, type ReactNode } from 'react';
import { api, type AuditEntry } from '../api';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Ago, PagedList, TextField, useDelayed, usePages } from '../ui';
import { ActivityDetails } from './activity-details';
import { actionText, isOfOneself, plainAddress, targetText } from './activity-text';
import './activity.css';

/** Who changed what, newest first. */
export function ActivityPage(): ReactNode {
  const [target, setTarget] = useState('');
  const [actor, setActor] = useState('');
  const filter = useDelayed(JSON.stringify({ target: target.trim(), actor: actor.trim() }), 250);
  const pages = usePages<AuditEntry>(filter, (cursor, signal) =>
    api.audit({ ...(JSON.parse(filter) as { target: string; actor: string }), cursor }, signal),
  );
  return (
    <Page title={t('activity.title')} intro={t('activity.intro')}>
      <search className="activity-filters">
        <TextField
          label={t('activity.target')}
          hint={t('activity.targetHint')}
          autoComplete="off"
          value={target}
          onChange={(event) => setTarget(event.target.value)}
        />
        <TextField
          label={t('activity.actor')}
          hint={t('activity.actorHint')}
          autoComplete="off"
          value={actor}
          onChange={(event) => setActor(event.target.value)}
        />
      </search>
      <PagedList
        pages={pages}
        label={t('activity.title')}
        keyOf={(entry) => String(entry.id)}
        empty={<p>{t('activity.none')}</p>}
      >
        {(entry) => (
          <article className="activity">
            <p className="activity-what">
              <button
                type="button"
                className="activity-link activity-who"
                title={entry.actor}
                onClick={() => setActor(entry.actor)}
              >
                <span className="unseen">{t('activity.only')} </span>
                {entry.actorName}
              </button>{' '}
              {actionText(entry.action)}
              {!isOfOneself(entry.action) && (
                <>
                  {' '}
                  <button
                    type="button"
                    className="activity-link"
                    title={entry.target}
                    onClick={() => setTarget(entry.target)}
                  >
                    <span className="unseen">{t('activity.only')} </span>
                    {targetText(entry)}
                  </button>
                </>
              )}
            </p>
            <p className="muted small activity-when">
              <Ago at={entry.at} />
              {entry.address && ` · ${plainAddress(entry.address)}`}
            </p>
            <ActivityDetails details={entry.details} />
          </article>
        )}
      </PagedList>
    </Page>
  );
}
