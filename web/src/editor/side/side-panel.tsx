import { useState, type ReactNode } from 'react';
import type { FactSet } from '../../api';
import { t } from '../../i18n';
import type { Work } from '../draft/merge-drafts';
import { TabList, TabPanel } from '../tabs';
import { useDebounced } from '../use-debounced';
import { EffectPane } from './effect-pane';
import { PreviewPane } from './preview-pane';
import { TryPane } from './try-pane';
import { useDraftEffect, type DraftEffect } from './use-draft-effect';
import './side.css';

interface Props {
  work: Work;
  factSets: FactSet[];
  factSet: string;
  onFactSet: (name: string) => void;
  revision: number;
}

const PANES = ['preview', 'try', 'effect'] as const;
type Pane = (typeof PANES)[number];
const SETTLE_MS = 500;

/** Beside the form: what the work looks like, when it is chosen, and what it does to the others. */
export function SidePanel({ work, factSets, factSet, onFactSet, revision }: Props): ReactNode {
  const [pane, setPane] = useState<Pane>('preview');
  const settled = useDebounced(work, SETTLE_MS);
  const effect = useDraftEffect(work, revision);
  return (
    <aside id="editor-side" className="card editor-side" aria-label={t('editor.side')} tabIndex={-1}>
      <TabList
        name="side"
        label={t('editor.side')}
        tabs={PANES.map((id) => ({
          id,
          label: t(`editor.side.${id}`),
          ...(id === 'effect' && isAmbiguous(effect) && { problem: t('editor.hasProblems') }),
        }))}
        current={pane}
        onChange={(id) => setPane(id as Pane)}
      />
      <TabPanel name="side" current={pane}>
        {/* All three stay, so that what was tried is there again after a look at another. */}
        <div hidden={pane !== 'preview'} className="stack">
          <PreviewPane work={settled} {...{ factSets, factSet, onFactSet }} isOpen={pane === 'preview'} />
        </div>
        <div hidden={pane !== 'try'} className="stack">
          <TryPane work={work} factSets={factSets} />
        </div>
        <div hidden={pane !== 'effect'} className="stack">
          <EffectPane effect={effect} />
        </div>
      </TabPanel>
    </aside>
  );
}

function isAmbiguous({ data }: DraftEffect): boolean {
  return data !== undefined && data.cannotTellApart.length > 0;
}
