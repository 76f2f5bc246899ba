import { newReadableId } from '../../common';
import { NoFreeNumberError } from '../storefront.errors';

/** Inserts under a new number. `insert` answers the inserted rows: none when the number was taken. */
export async function insertNumbered(
  prefix: string,
  insert: (number: string) => Promise<unknown[]>,
): Promise<string> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const number = newReadableId(prefix);
    if ((await insert(number)).length > 0) return number;
  }
  throw new NoFreeNumberError(prefix);
}
