import { startCompletion } from '@codemirror/autocomplete';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { Fault } from '../../api';
import { bodyExtensions } from './body-extensions';
import type { Vocabulary } from './completion';
import { applyFix, showFaults } from './diagnostics';
import { styledHost } from './styled-host';

export interface BodyEditorHandle {
  focus(): void;
  /** Begins a `{{ … }}` at the cursor and opens the list of facts. */
  beginFact(): void;
  fix(fault: Fault): void;
}

interface Props {
  ref?: Ref<BodyEditorHandle>;
  label: string;
  /** The language that the text is in, for the spelling check and screen readers. */
  locale: string;
  value: string;
  onChange: (body: string) => void;
  vocabulary: Vocabulary;
  faults: readonly Fault[];
  isReadOnly: boolean;
}

/** One body as a text with facts in it: CodeMirror, held in step with `value`. */
export function BodyEditor(props: Props): ReactNode {
  const { ref, label, locale, value, faults, isReadOnly } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const settings = useRef(new Compartment());
  // What the view calls back into is always the latest, though the view itself is made once.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return;
    const { root, parent } = styledHost(host.current);
    const state = EditorState.create({
      doc: latest.current.value,
      extensions: [
        bodyExtensions(
          () => latest.current.vocabulary,
          (body) => latest.current.onChange(body),
        ),
        settings.current.of([]),
      ],
    });
    const made = new EditorView({ state, root, parent });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    const now = view.current?.state.doc.toString();
    if (now === undefined || now === value) return;
    view.current?.dispatch({ changes: { from: 0, to: now.length, insert: value } });
  }, [value]);

  const isInvalid = faults.some(({ severity }) => severity !== 'warning');
  useEffect(() => {
    view.current?.dispatch({
      effects: settings.current.reconfigure(settingsOf({ label, locale, isReadOnly, isInvalid })),
    });
  }, [label, locale, isReadOnly, isInvalid]);

  useEffect(() => {
    if (view.current) view.current.dispatch(showFaults(view.current.state, faults));
  }, [faults]);

  useImperativeHandle(ref, () => ({
    focus: () => view.current?.focus(),
    beginFact: () => view.current && beginFact(view.current),
    fix: (fault) => view.current && applyFix(view.current, fault),
  }));

  return <div ref={host} className="body-editor" />;
}

interface Settings {
  label: string;
  locale: string;
  isReadOnly: boolean;
  isInvalid: boolean;
}

function settingsOf({ label, locale, isReadOnly, isInvalid }: Settings): Extension {
  return [
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      lang: locale,
      tabindex: '0',
      spellcheck: 'true',
      ...(isInvalid && { 'aria-invalid': 'true' }),
      ...(isReadOnly && { 'aria-readonly': 'true' }),
    }),
  ];
}

function beginFact(view: EditorView): void {
  const { from, to } = view.state.selection.main;
  view.dispatch({
    changes: { from, to, insert: '{{}}' },
    selection: { anchor: from + 2 },
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
  view.focus();
  startCompletion(view);
}
