import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../api';
import { Page } from '../app/page';
import { t } from '../i18n';
import { Button, ProblemNote, TextField, useAction, useToast } from '../ui';

/** Changes the user's own password. */
export function PasswordPage(): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isChecked, setChecked] = useState(false);
  const toast = useToast();
  const change = useAction(async () => {
    await api.session.changePassword(current, password);
    setCurrent('');
    setPassword('');
    setRepeated('');
    setChecked(false);
    toast(t('password.changed'));
  });
  const differs = password !== repeated;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (differs) form.current?.querySelector<HTMLInputElement>('[name=repeated]')?.focus();
    else void change.run();
  };
  return (
    <Page title={t('password.title')} intro={t('password.intro')}>
      <form className="card stack narrow" ref={form} onSubmit={submit}>
        {change.error !== undefined && <ProblemNote error={change.error} />}
        <TextField
          label={t('password.current')}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label={t('password.new')}
          hint={t('password.hint')}
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField
          label={t('password.repeat')}
          name="repeated"
          type="password"
          autoComplete="new-password"
          required
          error={isChecked && differs ? t('password.differs') : undefined}
          value={repeated}
          onChange={(event) => setRepeated(event.target.value)}
        />
        <div>
          <Button type="submit" look="primary" isBusy={change.isBusy}>
            {t('password.submit')}
          </Button>
        </div>
      </form>
    </Page>
  );
}
