import type { ReactNode } from 'react';
import { TemplateFrame } from '../templates/template-frame';

/** Writes one template; `id` is `new` for one that does not exist yet. */
export default function EditorPage({ id }: { id: string }): ReactNode {
  return (
    <TemplateFrame id={id === 'new' ? undefined : id} current="edit">
      {null}
    </TemplateFrame>
  );
}
