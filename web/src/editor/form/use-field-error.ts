import { faultsAt } from '../draft/faults-by-place';
import { useEditing } from '../editing';

/** What is wrong at a path of the template and under it, in one text. */
export function useFieldError(): (path: string) => string | undefined {
  const { faults } = useEditing();
  return (path) => {
    const found = faultsAt(faults, path).map(({ message }) => message);
    return found.length > 0 ? found.join(' ') : undefined;
  };
}
