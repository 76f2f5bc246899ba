import { useId, useState, type ReactNode } from 'react';
import { t } from '../../i18n';
import { Button, Dialog, DialogActions, TextField } from '../../ui';
import { withLocale } from '../draft/template-edit';
import { useEditing } from '../editing';
import { COMMON_LOCALES, localeName, toLocale } from '../locale-name';

/** Asks for a language and opens it. */
export function AddLocale(): ReactNode {
  const { template, edit, place, setPlace } = useEditing();
  const [typed, setTyped] = useState<string>();
  const [isWrong, setWrong] = useState(false);
  const listId = useId();
  const close = (): void => setTyped(undefined);
  const add = (): void => {
    const locale = toLocale(typed ?? '');
    if (!locale) return setWrong(true);
    edit((now) => withLocale(now, locale));
    setPlace({ ...place, locale });
    close();
  };
  return (
    <>
      <Button
        look="bare"
        icon="add"
        onClick={() => {
          setWrong(false);
          setTyped('');
        }}
      >
        {t('editor.addLanguage')}
      </Button>
      {typed !== undefined && (
        <Dialog title={t('editor.addLanguage')} onClose={close}>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              add();
            }}
          >
            <TextField
              label={t('editor.language')}
              hint={t('editor.languageHint')}
              error={isWrong ? t('editor.languageWrong') : undefined}
              list={listId}
              autoComplete="off"
              autoCapitalize="none"
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
            <datalist id={listId}>
              {COMMON_LOCALES.filter((one) => !template.bodies[one]).map((one) => (
                <option key={one} value={one}>
                  {localeName(one)}
                </option>
              ))}
            </datalist>
            <DialogActions>
              <Button onClick={close}>{t('action.cancel')}</Button>
              <Button look="primary" type="submit">
                {t('editor.addLanguage')}
              </Button>
            </DialogActions>
          </form>
        </Dialog>
      )}
    </>
  );
}
