import type { ReactNode } from 'react';
import { Page } from '../app/page';
import { useMay } from '../app/session';
import { t } from '../i18n';
import { ExportCard } from './export-card';
import { ImportCard } from './import-card';
import './transfer.css';

/** Templates as a file: out for a backup, git or another shop, and in again. */
export function TransferPage(): ReactNode {
  return (
    <Page title={t('transfer.title')} intro={t('transfer.intro')}>
      <ExportCard />
      {useMay('editor') && <ImportCard />}
    </Page>
  );
}
