import type { Fault } from '../../api';
import { isSame, type Work } from './merge-drafts';

/** The fields that the user has not touched in a form that nobody has tried to save are left in peace. */
export function shownFaults(
  faults: readonly Fault[],
  { template, kind }: Work,
  base: Work,
  isEverything: boolean,
): Fault[] {
  if (isEverything) return [...faults];
  const isTouched = (path: string): boolean => {
    const [field = ''] = path.split(/[.[]/, 1);
    if (field === 'kind') return kind !== base.kind;
    return !isSame(at(template, field), at(base.template, field));
  };
  return faults.filter(({ path }) => isTouched(path));
}

function at(template: object, field: string): unknown {
  return (template as Record<string, unknown>)[field];
}
