import { Component, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui';

interface Props {
  children: ReactNode;
}

/** Shows a way on where a page stops with an error, or where its code no longer loads after an update. */
export class CrashBoundary extends Component<Props, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError(): { hasCrashed: boolean } {
    return { hasCrashed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h1>{t('app.crashed')}</h1>
        <p>{t('app.crashedHint')}</p>
        <Button look="primary" onClick={() => window.location.reload()}>
          {t('app.reload')}
        </Button>
      </div>
    );
  }
}
