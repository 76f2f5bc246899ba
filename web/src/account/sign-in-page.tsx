import { useEffect, type ReactNode } from 'react';
import { Brand } from '../app/brand';
import { t } from '../i18n';
import { SignInForm } from './sign-in-form';
import './sign-in.css';

/** The way in; the address stays, so that a link leads where it should afterwards. */
export function SignInPage(): ReactNode {
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`;
  }, []);
  return (
    <main className="sign-in">
      <div className="card sign-in-card">
        <Brand />
        <div>
          <h1>{t('signIn.title')}</h1>
          <p className="muted">{t('signIn.intro')}</p>
        </div>
        <SignInForm />
      </div>
    </main>
  );
}
