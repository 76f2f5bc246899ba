/** A key that customer tokens may be signed with. */
export interface CustomerTokenKey {
  /** Which a token names in its header (`kid`), where the shop gave the key a name. */
  kid: string | undefined;
  secret: string;
}

/** `2026a:a-secret`; what stands before the colon is short and plain, as a `kid` is. */
const NAMED = /^([A-Za-z0-9._-]{1,32}):(.+)$/;

/** The keys of one or two values of `CUSTOMER_TOKEN_SECRET`, each with a name before a colon or without. */
export function customerTokenKeys(values: readonly string[]): CustomerTokenKey[] {
  return values.flatMap((value) => {
    const [, kid, secret] = NAMED.exec(value) ?? [];
    const whole = { kid: undefined, secret: value };
    // A secret without a name may hold a colon: all of it is a key too, as it is where no name can be read.
    return kid !== undefined && secret !== undefined ? [{ kid, secret }, whole] : [whole];
  });
}

/** The keys that a token may be signed with: of a known name that one alone. */
export function keysFor(keys: readonly CustomerTokenKey[], kid: unknown): CustomerTokenKey[] {
  if (kid === undefined) return [...keys];
  const named = keys.filter((key) => key.kid === kid);
  // A name that nobody here gave says nothing: some libraries make one up.
  return named.length > 0 ? named : keys.filter((key) => key.kid === undefined);
}
