import { forEachDiagnostic, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { EditorState, TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Fault } from '../../api';
import { t } from '../../i18n';
import { faultRange, fixRange } from '../body-language/fault-range';

interface FaultDiagnostic extends Diagnostic {
  fault: Fault;
}

/** Underlines what the service found; faults of the body as a whole have no place in it. */
export function showFaults(state: EditorState, faults: readonly Fault[]): TransactionSpec {
  const body = state.doc.toString();
  const diagnostics = faults.flatMap((fault): FaultDiagnostic[] => {
    const range = faultRange(body, fault);
    if (!range) return [];
    const fix = canFix(body, fault) && {
      name: t('editor.fix', { suggestion: fault.suggestion ?? '' }),
      apply: (view: EditorView) => applyFix(view, fault),
    };
    return [
      {
        ...range,
        severity: fault.severity ?? 'error',
        message: fault.message,
        fault,
        ...(fix && { actions: [fix] }),
      },
    ];
  });
  return setDiagnostics(state, diagnostics);
}

/** Whether the suggestion can take the place of something, as opposed to being advice. */
export function canFix(body: string, fault: Fault): boolean {
  return fault.suggestion !== undefined && fixRange(body, fault) !== undefined;
}

/** Puts the suggestion in; nothing happens when the place has been edited away since the check. */
export function applyFix(view: EditorView, fault: Fault): void {
  let isThere = false;
  forEachDiagnostic(view.state, (one) => {
    isThere ||= (one as FaultDiagnostic).fault === fault;
  });
  const range = isThere ? fixRange(view.state.doc.toString(), fault) : undefined;
  if (!range) return;
  view.dispatch({ changes: { ...range, insert: fault.suggestion ?? '' }, userEvent: 'input.fix' });
  view.focus();
}
