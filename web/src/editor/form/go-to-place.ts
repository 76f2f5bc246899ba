import { flushSync } from 'react-dom';
import { BODY_KEYS } from '../../api';
import type { BodyPlace } from '../draft/template-edit';

const FOCUSABLE = 'input, textarea, select, button, [role="tab"]';

/** Opens the field that a path of the template is about, and gives it the focus. */
export function goToPlace(form: HTMLElement, path: string, open: (place: BodyPlace) => void): void {
  const [, locale, key] = /^(?:bodies|suggestedActions)\.([^.[]+)(?:\.(\w+))?/.exec(path) ?? [];
  if (locale) flushSync(() => open({ locale, outcome: BODY_KEYS.find((one) => one === key) ?? 'ok' }));
  const field = fieldOf(form, path);
  if (!field) return;
  field.scrollIntoView({ block: 'center' });
  const target =
    editorIn(field) ?? (field.matches(FOCUSABLE) ? field : field.querySelector<HTMLElement>(FOCUSABLE));
  target?.focus({ preventScroll: true });
}

/** The innermost field that the path is in: `bodies.en.ok[1].text` is in `bodies.en.ok`. */
function fieldOf(form: HTMLElement, path: string): HTMLElement | undefined {
  const fields = [...form.querySelectorAll<HTMLElement>('[data-place]')];
  const around = fields.filter(({ dataset: { place = '' } }) => path.startsWith(place));
  return around.sort((one, other) => lengthOf(other) - lengthOf(one))[0];
}

function lengthOf({ dataset }: HTMLElement): number {
  return dataset.place?.length ?? 0;
}

function editorIn(field: HTMLElement): HTMLElement | null | undefined {
  return field.querySelector('.body-editor')?.shadowRoot?.querySelector<HTMLElement>('.cm-content');
}
