import { useState, type ReactNode } from 'react';
import { api, type AuditEntry } from '../api';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Ago, PagedList, TextField, useDelayed, usePages } from '../ui';
import { ActivityDetails } from './activity-details';
import { actionText } from './action-text';
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
              <strong>{entry.actorName}</strong> {actionText(entry.action)}{' '}
              <button type="button" className="activity-link" onClick={() => setTarget(entry.target)}>
                <span className="unseen">{t('activity.only')} </span>
                {entry.target}
              </button>
            </p>
            <p className="muted small activity-when">
              <Ago at={entry.at} />
              {entry.address && ` · ${entry.address}`}
              {' · '}
              <button type="button" className="activity-link" onClick={() => setActor(entry.actor)}>
                <span className="unseen">{t('activity.only')} </span>
                {entry.actor}
              </button>
            </p>
            <ActivityDetails details={entry.details} />
          </article>
        )}
      </PagedList>
    </Page>
  );
}
