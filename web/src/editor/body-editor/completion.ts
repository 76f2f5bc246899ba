import {
  autocompletion,
  pickedCompletion,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { suggestAt, type Suggestion } from '../body-language/suggest';
import type { BodyLanguage } from '../body-language/fact-shape';
import type { Sample } from '../body-language/sample-facts';

/** What completion offers; it can change while the editor is open. */
export interface Vocabulary {
  language: BodyLanguage;
  facts: Sample;
}

const CURSOR = '${}';

export function completion(vocabulary: () => Vocabulary): Extension {
  return autocompletion({
    override: [(context) => complete(context, vocabulary())],
    icons: false,
    activateOnTypingDelay: 50,
    maxRenderedOptions: 200,
  });
}

function complete(context: CompletionContext, { language, facts }: Vocabulary): CompletionResult | null {
  const body = context.state.doc.toString();
  const found = suggestAt(body, context.pos, language, facts, context.explicit);
  if (!found || found.items.length === 0) return null;
  return { from: found.from, options: found.items.map(toCompletion), validFor: /^[\w.@#/]*$/ };
}

function toCompletion(suggestion: Suggestion, index: number): Completion {
  const { kind, label, sample, description } = suggestion;
  const detail = sample ?? description;
  return {
    label,
    type: kind,
    // In the order that the service declares them, which is the one people think in; the records' own ids last.
    sortText: `${/(^|\.)id$|Id$/.test(label) ? 1 : 0}${String(index).padStart(4, '0')}`,
    ...(detail !== undefined && { detail }),
    apply: (view, completion, from, to) => insert(view, completion, suggestion.insert, from, to),
  };
}

/** Puts the cursor where the writing goes on, and asks again where a helper still wants its fact. */
function insert(view: EditorView, completion: Completion, text: string, from: number, to: number): void {
  const mark = text.indexOf(CURSOR);
  const plain = mark < 0 ? text : text.replace(CURSOR, '');
  const isComplete = mark < 0 && !text.endsWith(' ');
  const isBeforeEnd = view.state.sliceDoc(to, to + 2) === '}}';
  const cursor = from + (mark < 0 ? plain.length : mark) + (isComplete && isBeforeEnd ? 2 : 0);
  view.dispatch({
    changes: { from, to, insert: plain },
    selection: { anchor: cursor },
    annotations: pickedCompletion.of(completion),
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
  if (/(\s|\{\{)$/.test(plain.slice(0, mark < 0 ? undefined : mark))) startCompletion(view);
}
