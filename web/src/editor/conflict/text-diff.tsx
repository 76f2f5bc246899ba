import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, type ReactNode } from 'react';
import { bodyTheme } from '../body-editor/body-theme';
import { styledHost } from '../body-editor/styled-host';

interface Side {
  text: string;
  /** For screen readers. */
  label: string;
}

const NARROW = '(max-width: 40rem)';

const diffTheme = EditorView.theme({
  '&.cm-editor .cm-content': { minHeight: '0' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText, & .cm-deletedText': {
    background: 'none',
    backgroundColor: 'var(--note-soft)',
    color: 'var(--note-ink)',
    textDecoration: 'none',
    fontWeight: '600',
  },
  '&.cm-merge-b .cm-changedText': {
    background: 'none',
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-ink)',
    fontWeight: '600',
  },
  '.cm-deletedChunk': { padding: '0 0.75rem' },
  '&.cm-merge-a .cm-changedLine, &.cm-merge-b .cm-changedLine, .cm-deletedChunk': {
    backgroundColor: 'transparent',
  },
});

/** Two texts side by side with what differs marked; below each other where there is no room. */
export function TextDiff({ before, after }: { before: Side; after: Side }): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const { root, parent } = styledHost(host.current);
    const made = window.matchMedia(NARROW).matches
      ? unified(before, after, root, parent)
      : sideBySide(before, after, root, parent);
    return () => made.destroy();
  }, [before.text, before.label, after.text, after.label]);
  return <div ref={host} className="text-diff" />;
}

function sideBySide(before: Side, after: Side, root: ShadowRoot, parent: HTMLElement): MergeView {
  const view = new MergeView({
    a: { doc: before.text, extensions: readOnly(before.label) },
    b: { doc: after.text, extensions: readOnly(after.label) },
    root,
    parent,
    gutter: false,
  });
  const columns = view.dom.firstElementChild;
  if (columns instanceof HTMLElement) columns.style.gap = '0.75rem';
  return view;
}

function unified(before: Side, after: Side, root: ShadowRoot, parent: HTMLElement): EditorView {
  const extensions = [
    readOnly(after.label),
    unifiedMergeView({ original: before.text, mergeControls: false, gutter: false }),
  ];
  return new EditorView({ state: EditorState.create({ doc: after.text, extensions }), root, parent });
}

/** Read with the arrow keys, so it can have the focus; Tab leaves it. */
function readOnly(label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
    bodyTheme,
    diffTheme,
  ];
}
