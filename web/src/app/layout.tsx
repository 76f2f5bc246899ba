import { useEffect, useState, type ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui';
import { Brand } from './brand';
import { MainMenu } from './main-menu';
import { usePlace } from './navigation';
import './layout.css';

/** The frame around every page: the menu beside it, or behind a button where there is no room. */
export function Layout({ children }: { children: ReactNode }): ReactNode {
  const { path } = usePlace();
  const [isMenuOpen, setMenuOpen] = useState(false);
  useEffect(() => setMenuOpen(false), [path]);
  useEffect(() => {
    if (!isMenuOpen) return undefined;
    const close = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setMenuOpen(false);
      document.getElementById('menu-button')?.focus();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [isMenuOpen]);
  return (
    <div className="layout">
      <a className="skip" href="#content">
        {t('app.skipToContent')}
      </a>
      <header className="side" data-open={isMenuOpen}>
        <div className="side-top">
          <Brand />
          <Button
            id="menu-button"
            className="side-toggle"
            look="bare"
            icon={isMenuOpen ? 'close' : 'menu'}
            isIconOnly
            aria-expanded={isMenuOpen}
            aria-controls="menu"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            {isMenuOpen ? t('app.closeMenu') : t('app.menu')}
          </Button>
        </div>
        <div id="menu" className="side-menu">
          <MainMenu />
        </div>
      </header>
      <main id="content" className="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
