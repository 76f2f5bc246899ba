import type { Editor } from '../../templates';
import type { Actor } from '../access/actor';
import type { AuditService } from '../access/audit.service';

/** The actor as one who edits templates; what they do goes into the audit. */
export function editorOf(actor: Actor, audit: AuditService): Editor {
  return {
    name: actor.name,
    record: async (tx, action, templateId, details) => {
      await audit.record(tx, actor, action, `template:${templateId}`, details);
    },
  };
}
