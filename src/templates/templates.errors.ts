import { AppError } from '../common';
import type { TemplateFault } from './template.types';

/** The template cannot be published; `faults` names everything that is wrong with it. */
export class TemplateInvalidError extends AppError {
  readonly code = 'TEMPLATE_INVALID';

  constructor(
    templateId: string,
    readonly faults: TemplateFault[],
  ) {
    const list = faults.map(({ path, line, message }) => `${path}${line ? `:${line}` : ''} ${message}`);
    super(`Template ${templateId} has ${faults.length} fault(s): ${list.join('; ')}`);
  }
}

/** What is wrong with a template whose id belongs to one of another kind. */
export function otherKind({ id, kind }: { id: string; kind: string }): TemplateFault {
  const message = `"${id}" is taken by a template of kind "${kind}".`;
  return { path: 'id', code: 'other_kind', message };
}

/** No reply can be made of this body and these facts. Names paths and places, never the facts' values. */
export class RenderError extends AppError {
  readonly code = 'RENDER_FAILED';
}
