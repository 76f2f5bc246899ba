import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { t } from '../../i18n';
import { bodyTheme } from './body-theme';
import { completion, type Vocabulary } from './completion';
import { highlighting } from './highlighting';

/** All that stays the same while a body is edited. Tab is left alone: it goes to the next field, as everywhere. */
export function bodyExtensions(vocabulary: () => Vocabulary, onEdit: (body: string) => void): Extension {
  return [
    history(),
    drawSelection(),
    EditorView.lineWrapping,
    highlighting,
    bodyTheme,
    completion(vocabulary),
    closeBrackets(),
    // Quotes are left out: most bodies say "don't" and "you're".
    EditorState.languageData.of(() => [{ closeBrackets: { brackets: ['{'] } }]),
    EditorState.phrases.of(phrases()),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onEdit(state.doc.toString());
    }),
  ];
}

/** What CodeMirror says to screen readers and in its own bits of interface. */
function phrases(): Record<string, string> {
  return {
    Completions: t('editor.completions'),
    Diagnostics: t('editor.problems'),
    'No diagnostics': t('editor.noProblems'),
    close: t('action.close'),
  };
}
