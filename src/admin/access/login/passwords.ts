import { argon2id, hash, verify } from 'argon2';

/** As OWASP's Password Storage Cheat Sheet has them: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** In PHC form, with the parameters and a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(typed(password), PARAMETERS);
}

export function isPasswordOf(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, typed(password));
}

/** The same password, whichever keyboard composes its letters. */
function typed(password: string): string {
  return password.normalize('NFKC');
}
