import { useEffect, useState } from 'react';
import { api, type Fault } from '../../api';
import { useDebounced } from '../use-debounced';
import { tidy } from './template-edit';
import type { Work } from './merge-drafts';

const CHECK_AFTER_MS = 400;
const NO_FAULTS: Fault[] = [];

export interface Check {
  faults: Fault[];
  /** The service could not be asked, so that no faults means nothing. */
  hasFailed: boolean;
}

/** What the service finds wrong with the work as it is, asked again whenever the typing pauses. */
export function useCheck(work: Work): Check {
  const settled = useDebounced(work, CHECK_AFTER_MS);
  const [check, setCheck] = useState<Check>({ faults: NO_FAULTS, hasFailed: false });
  useEffect(() => {
    const abort = new AbortController();
    api.templates.check({ ...settled, template: tidyForCheck(settled) }, abort.signal).then(
      ({ faults }) => setCheck({ faults: faults.length > 0 ? faults : NO_FAULTS, hasFailed: false }),
      () => {
        if (!abort.signal.aborted) setCheck(({ faults }) => ({ faults, hasFailed: true }));
      },
    );
    return () => abort.abort();
  }, [settled]);
  return check;
}

/** Empty lines go only at the end, so that `examples[3]` is the fourth line of the form. */
function tidyForCheck({ template }: Work): Work['template'] {
  const last = template.examples.findLastIndex((one) => one.trim() !== '');
  return { ...tidy(template), examples: template.examples.slice(0, last + 1) };
}
