import { useMemo, useState, type ReactNode } from 'react';
import type { Draft } from '../../api';
import { formatDateTime, t } from '../../i18n';
import { Button, Dialog, DialogActions } from '../../ui';
import { differences, mergeWork, type Difference, type Side, type Work } from '../draft/merge-drafts';
import { placeLabel } from '../labels';
import { TextDiff } from './text-diff';
import './conflict.css';

interface Props {
  base: Work;
  mine: Work;
  theirs: Draft;
  onDecide: (work: Work) => void;
  onClose: () => void;
}

/** Two people wrote the same template: shows both side by side, and lets the user decide part by part. */
export default function ConflictDialog({ base, mine, theirs, onDecide, onClose }: Props): ReactNode {
  const parts = useMemo(() => differences(base, mine, theirs), [base, mine, theirs]);
  // What only one of the two changed is no conflict; for the rest the user's own work is not to be lost.
  const [choices, setChoices] = useState(
    () => new Map<string, Side>(parts.map(({ path, changedBy }) => [path, changedBy ?? 'mine'])),
  );
  const choose = (path: string, side: Side): void => setChoices(new Map(choices).set(path, side));
  const chooseAll = (side: Side): void =>
    onDecide(side === 'mine' ? mergeWork(mine, theirs, allOf(parts)) : theirs);
  return (
    <Dialog title={t('editor.conflict.title')} onClose={onClose} isWide>
      <p>
        {theirs.updatedBy && theirs.updatedAt
          ? t('editor.conflict.by', { name: theirs.updatedBy, when: formatDateTime(theirs.updatedAt) })
          : t('editor.conflict.published')}{' '}
        {t('editor.conflict.intro')}
      </p>
      <div className="stack">
        {parts.map((part) => (
          <Part key={part.path} part={part} side={choices.get(part.path) ?? 'mine'} onChoose={choose} />
        ))}
      </div>
      <DialogActions>
        <Button onClick={() => chooseAll('theirs')}>{t('editor.conflict.allTheirs')}</Button>
        <Button onClick={() => chooseAll('mine')}>{t('editor.conflict.allMine')}</Button>
        <Button look="primary" onClick={() => onDecide(mergeWork(mine, theirs, choices))}>
          {t('editor.conflict.goOn')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface PartProps {
  part: Difference;
  side: Side;
  onChoose: (path: string, side: Side) => void;
}

function Part({ part: { path, mine, theirs, changedBy }, side, onChoose }: PartProps): ReactNode {
  return (
    <fieldset className="conflict-part">
      <legend>{placeLabel(path)}</legend>
      {changedBy && (
        <p className="small muted">
          {changedBy === 'mine' ? t('editor.conflict.onlyMine') : t('editor.conflict.onlyTheirs')}
        </p>
      )}
      <div className="conflict-choice">
        {(['theirs', 'mine'] as const).map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name={`conflict-${path}`}
              checked={side === one}
              onChange={() => onChoose(path, one)}
            />
            {one === 'mine' ? t('editor.conflict.keepMine') : t('editor.conflict.takeTheirs')}
          </label>
        ))}
      </div>
      <TextDiff
        before={{ text: theirs, label: `${placeLabel(path)}: ${t('editor.conflict.theirs')}` }}
        after={{ text: mine, label: `${placeLabel(path)}: ${t('editor.conflict.mine')}` }}
      />
    </fieldset>
  );
}

function allOf(parts: Difference[]): Map<string, Side> {
  return new Map(parts.map(({ path }) => [path, 'mine']));
}
