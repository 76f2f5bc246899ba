import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import './side-by-side.css';

interface Props {
  before: string;
  after: string;
  beforeLabel: string;
  afterLabel: string;
}

const NARROW = '(max-width: 48rem)';
const FOLD = { margin: 3, minSize: 6 };

/** Two texts and what differs: side by side, or one over the other where there is no room for two. */
export default function SideBySide({ before, after, beforeLabel, afterLabel }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia(NARROW);
  useEffect(() => {
    if (!host.current) return undefined;
    const parent = host.current;
    if (isNarrow) {
      const view = new EditorView({
        parent,
        doc: after,
        extensions: [
          readOnly(afterLabel),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: false,
            collapseUnchanged: FOLD,
          }),
        ],
      });
      return () => view.destroy();
    }
    const view = new MergeView({
      parent,
      a: { doc: before, extensions: readOnly(beforeLabel) },
      b: { doc: after, extensions: readOnly(afterLabel) },
      gutter: false,
      collapseUnchanged: FOLD,
    });
    return () => view.destroy();
  }, [before, after, beforeLabel, afterLabel, isNarrow]);
  return (
    <div className="compare">
      <div className="compare-heads" aria-hidden="true">
        {isNarrow ? (
          <span>{`${beforeLabel} → ${afterLabel}`}</span>
        ) : (
          <>
            <span>{beforeLabel}</span>
            <span>{afterLabel}</span>
          </>
        )}
      </div>
      <div ref={host} />
    </div>
  );
}

function readOnly(label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-readonly': 'true',
      role: 'textbox',
      'aria-multiline': 'true',
      tabindex: '0',
    }),
  ];
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = (): void => setMatches(list.matches);
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}
