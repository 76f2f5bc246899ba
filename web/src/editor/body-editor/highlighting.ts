import { RangeSetBuilder } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';
import { scanBody, type TokenKind } from '../body-language/scan-body';

const marks = Object.fromEntries(
  (
    [
      'brace',
      'comment',
      'block',
      'helper',
      'fact',
      'string',
      'literal',
      'paren',
      'refused',
    ] satisfies TokenKind[]
  ).map((kind) => [kind, Decoration.mark({ class: `body-${kind}` })]),
) as Record<TokenKind, Decoration>;

/** Facts are wrapped as a whole, so that a screen reader's text stays as it is. */
function decorate({ state }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { tokens } of scanBody(state.doc.toString())) {
    for (const { kind, from, to } of tokens) builder.add(from, to, marks[kind]);
  }
  return builder.finish();
}

/** A body has a few kilobytes at most, so it is looked at as a whole on every change. */
export const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }

    update({ docChanged, view }: ViewUpdate): void {
      if (docChanged) this.decorations = decorate(view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);
