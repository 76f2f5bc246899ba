import type { Fault } from '../../api';
import type { BodyPlace } from './template-edit';

/** The faults at a path or under it, `examples[3]` under `examples`. */
export function faultsAt(faults: readonly Fault[], path: string): Fault[] {
  return faults.filter((fault) => isUnder(fault.path, path));
}

/** Those of one wording of a body; a body that is a plain text has the one with index 0. */
export function faultsOfWording(
  faults: readonly Fault[],
  { locale, outcome }: BodyPlace,
  index: number,
  isPlain: boolean,
): Fault[] {
  const body = `bodies.${locale}.${outcome}`;
  return faults.filter(({ path }) => (isPlain ? path === body : isUnder(path, `${body}[${index}]`)));
}

/** Those that have to be put right, without the advice. */
export function graveFaults(faults: readonly Fault[]): Fault[] {
  return faults.filter(({ severity }) => severity !== 'warning');
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || (path.startsWith(parent) && '.['.includes(path[parent.length]!));
}
