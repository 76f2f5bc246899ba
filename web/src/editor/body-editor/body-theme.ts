import { EditorView } from '@codemirror/view';

/** CodeMirror in the app's colours, which are for light and dark both. */
export const bodyTheme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--card)', fontSize: '0.94rem' },
  '&.cm-focused': { outline: '2.5px solid var(--focus)', outlineOffset: '0' },
  // A long body scrolls in itself, so that what follows stays within reach.
  '&.cm-editor': { border: '1px solid var(--edge)', borderRadius: 'var(--radius)', maxHeight: '26rem' },
  '.cm-scroller': {
    overflow: 'auto',
    fontFamily: 'inherit',
    lineHeight: '1.6',
    borderRadius: 'var(--radius)',
  },
  '.cm-content': { padding: '0.55rem 0', minHeight: '6.5rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 0.75rem' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '&.cm-editor .cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-editor .cm-selectionBackground, &.cm-editor.cm-focused .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--focus) 28%, transparent)',
  },
  '&.cm-editor .cm-selectionMatch': { backgroundColor: 'transparent' },

  '.body-brace, .body-paren': { color: 'var(--muted)', fontFamily: 'var(--mono)', fontSize: '0.93em' },
  '.body-block, .body-helper': {
    color: 'var(--note-ink)',
    fontFamily: 'var(--mono)',
    fontSize: '0.93em',
    fontWeight: '600',
  },
  '.body-fact': {
    color: 'var(--accent-ink)',
    backgroundColor: 'var(--accent-soft)',
    borderRadius: '0.3em',
    fontFamily: 'var(--mono)',
    fontSize: '0.93em',
  },
  '.body-string, .body-literal': { color: 'var(--warn-ink)', fontFamily: 'var(--mono)', fontSize: '0.93em' },
  '.body-comment': { color: 'var(--muted)', fontStyle: 'italic' },
  '.body-refused': { color: 'var(--danger-ink)', fontFamily: 'var(--mono)', textDecoration: 'line-through' },

  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger-ink) 1.5px',
    textUnderlineOffset: '0.25em',
  },
  '.cm-lintPoint-error::after': { borderBottomColor: 'var(--danger-ink)' },
  '&.cm-editor .cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--card)',
    border: '1px solid var(--edge)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow-high)',
    maxWidth: 'min(30rem, calc(100vw - 2rem))',
    overflow: 'hidden',
  },
  '.cm-diagnostic': { padding: '0.5rem 0.75rem', fontSize: '0.9rem' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--danger-ink)' },
  '.cm-diagnosticAction': {
    display: 'block',
    margin: '0.4rem 0 0',
    padding: '0.3rem 0.7rem',
    minHeight: '1.75rem',
    borderRadius: 'var(--radius)',
    color: 'var(--on-accent)',
    backgroundColor: 'var(--accent)',
    font: 'inherit',
  },
  '&.cm-editor .cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '15rem',
    minWidth: 'min(20rem, calc(100vw - 3rem))',
    fontFamily: 'inherit',
  },
  '&.cm-editor .cm-tooltip-autocomplete ul li': {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: '0 1rem',
    padding: '0.3rem 0.75rem',
    fontSize: '0.9rem',
  },
  '&.cm-editor .cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--ink)',
    backgroundColor: 'var(--accent-soft)',
    boxShadow: 'inset 3px 0 0 var(--accent)',
  },
  '.cm-completionLabel': { fontFamily: 'var(--mono)', fontSize: '0.92em' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { margin: '0', color: 'var(--muted)', fontStyle: 'normal' },
});
