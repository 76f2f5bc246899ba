import { useState, type FormEvent, type ReactNode } from 'react';
import { useSession } from '../app/session';
import { t } from '../i18n';
import { Button, ProblemNote, TextField, useAction } from '../ui';

/** Signs in with an e-mail address and a password, or with an API key. */
export function SignInForm(): ReactNode {
  const { signIn } = useSession();
  const [isWithKey, setWithKey] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [apiKey, setApiKey] = useState('');
  const attempt = useAction(() => signIn(isWithKey ? { apiKey: apiKey.trim() } : { email, password }));

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <form className="stack" onSubmit={submit}>
      {attempt.error !== undefined && <ProblemNote error={attempt.error} />}
      {isWithKey ? (
        <TextField
          key="key"
          label={t('signIn.key')}
          hint={t('signIn.keyHint')}
          type="password"
          autoComplete="off"
          required
          autoFocus
          value={apiKey}
          onChange={(event) => setApiKey(event.target.value)}
        />
      ) : (
        <>
          <TextField
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <TextField
            label={t('signIn.password')}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </>
      )}
      <Button type="submit" look="primary" isBusy={attempt.isBusy}>
        {t('signIn.submit')}
      </Button>
      <Button
        look="bare"
        onClick={() => {
          attempt.clear();
          setWithKey(!isWithKey);
        }}
      >
        {isWithKey ? t('signIn.withPassword') : t('signIn.withKey')}
      </Button>
    </form>
  );
}
