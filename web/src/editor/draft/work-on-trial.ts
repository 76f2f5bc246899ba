import type { Work } from './merge-drafts';
import { tidy } from './template-edit';

/** What a template that has no id yet is called while it is tried out. */
export const UNNAMED = 'new-template';

/** The work as it is sent to be tried: tidy, and with an id in any case. */
export function onTrial({ template, kind }: Work): Work {
  return { kind, template: { ...tidy(template), id: template.id || UNNAMED } };
}
