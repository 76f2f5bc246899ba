import type { ReactNode } from 'react';
import type { Role } from '../api';
import { t, type PlainKey } from '../i18n';
import { Button, Icon, ProblemNote, SelectField, useAction, type IconName } from '../ui';
import { Link } from './link';
import { navigate, usePlace } from './navigation';
import { useMay, useSession, useUser } from './session';
import { THEMES, useTheme, type Theme } from './theme';

interface Item {
  to: string;
  text: PlainKey;
  icon: IconName;
}

const WORK: Item[] = [
  { to: '/templates', text: 'nav.templates', icon: 'templates' },
  { to: '/golden', text: 'nav.golden', icon: 'golden' },
  { to: '/transfer', text: 'nav.transfer', icon: 'transfer' },
  { to: '/shop-events', text: 'nav.shopEvents', icon: 'inbox' },
];
const ACCESS: Item[] = [
  { to: '/webhooks', text: 'nav.webhooks', icon: 'webhook' },
  { to: '/users', text: 'nav.users', icon: 'people' },
  { to: '/keys', text: 'nav.keys', icon: 'key' },
  { to: '/activity', text: 'nav.audit', icon: 'activity' },
];
const ACCESS_ROLE: Role = 'admin';

/** Where one can go, who one is, and how it looks. */
export function MainMenu(): ReactNode {
  const mayManage = useMay(ACCESS_ROLE);
  return (
    <>
      <nav aria-label={t('app.navigation')}>
        <MenuList items={WORK} />
        {mayManage && <MenuList items={ACCESS} />}
      </nav>
      <Account />
    </>
  );
}

function MenuList({ items }: { items: Item[] }): ReactNode {
  const { path } = usePlace();
  return (
    <ul className="menu-list">
      {items.map(({ to, text, icon }) => {
        const isHere = path === to || path.startsWith(`${to}/`);
        return (
          <li key={to}>
            <Link
              to={to}
              className="menu-link"
              aria-current={path === to ? 'page' : isHere ? 'true' : undefined}
            >
              <Icon name={icon} />
              {t(text)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Account(): ReactNode {
  const user = useUser();
  const { signOut } = useSession();
  const leaving = useAction(signOut);
  const [theme, setTheme] = useTheme();
  return (
    <div className="account">
      <div className="account-who">
        <Icon name="user" />
        <p>
          <strong>{user.name}</strong>
          <span>{t(`role.${user.role}`)}</span>
        </p>
      </div>
      <SelectField
        label={t('theme.label')}
        value={theme}
        options={THEMES.map((one) => [one, t(`theme.${one}`)] as const)}
        onChange={(event) => setTheme(event.target.value as Theme)}
      />
      <div className="account-actions">
        {user.email !== null && (
          <Button look="bare" onClick={() => navigate('/password')}>
            {t('nav.password')}
          </Button>
        )}
        <Button look="bare" isBusy={leaving.isBusy} onClick={() => void leaving.run()}>
          {t('nav.signOut')}
        </Button>
      </div>
      {leaving.error !== undefined && <ProblemNote error={leaving.error} />}
    </div>
  );
}
