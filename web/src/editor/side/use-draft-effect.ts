import { useState } from 'react';
import { api, type Effect } from '../../api';
import { isSame, type Work } from '../draft/merge-drafts';
import { onTrial } from '../draft/work-on-trial';
import { useAnswer, type Answer } from '../use-answer';

export interface DraftEffect extends Answer<Effect> {
  /** The template that was asked about. */
  id: string;
  /** Something that choosing looks at has changed since. */
  isOutdated: boolean;
  ask: () => void;
}

/** What the work would take from other templates: found out for a saved draft, after each save and when asked. */
export function useDraftEffect(work: Work, revision: number): DraftEffect {
  const isChosen = work.kind !== 'prompt';
  const [asked, setAsked] = useState(() =>
    revision > 0 && isChosen ? { round: 1, work: onTrial(work) } : undefined,
  );
  const ask = (): void => setAsked({ round: (asked?.round ?? 0) + 1, work: onTrial(work) });
  const [seenRevision, setSeenRevision] = useState(revision);
  if (seenRevision !== revision) {
    setSeenRevision(revision);
    if (revision > 0 && isChosen) ask();
  }
  const answer = useAnswer(asked && String(asked.round), (signal) =>
    api.templates.effect(asked?.work ?? onTrial(work), signal),
  );
  const isOutdated =
    asked !== undefined && !answer.isLoading && !isSame(choosing(asked.work), choosing(onTrial(work)));
  return { ...answer, id: asked?.work.template.id ?? '', isOutdated, ask };
}

/** What choosing looks at; the bodies change nothing about it. */
function choosing({ template, kind }: Work): unknown {
  const { id, intent, description, examples } = template;
  return { id, intent, description, examples, kind };
}
