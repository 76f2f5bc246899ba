import type { ReactNode } from 'react';
import { Link } from '../app/link';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Icon } from '../ui';
import './template-frame.css';

const TABS = ['edit', 'history', 'counts'] as const;

interface Props {
  /** undefined for a template that does not exist yet: no tabs. */
  id?: string;
  title?: string;
  current: (typeof TABS)[number];
  intro?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** What the pages of one template have in common: the way back to the list, its name, and the tabs between them. */
export function TemplateFrame({ id, title, current, intro, actions, children }: Props): ReactNode {
  return (
    <Page
      title={title ?? id ?? t('template.new')}
      intro={intro}
      actions={actions}
      isWide
      above={
        <Link to="/templates" className="back-link">
          <Icon name="back" />
          {t('templates.title')}
        </Link>
      }
      below={id && <Tabs id={id} current={current} />}
    >
      {children}
    </Page>
  );
}

function Tabs({ id, current }: { id: string; current: Props['current'] }): ReactNode {
  const base = `/templates/${encodeURIComponent(id)}`;
  return (
    <nav aria-label={t('template.pages')} className="link-tabs">
      <ul>
        {TABS.map((tab) => (
          <li key={tab}>
            <Link
              to={tab === 'edit' ? base : `${base}/${tab}`}
              aria-current={tab === current ? 'page' : undefined}
            >
              {t(`template.${tab}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
