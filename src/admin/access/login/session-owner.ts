/** Who opens a session: with the operator's key, its text. */
export type SessionOwner = { userId: string } | { keyId: string } | { operatorKey: string };
