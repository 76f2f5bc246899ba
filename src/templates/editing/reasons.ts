/** Why something is published, for the history and the audit. */
export interface Reasons {
  note?: string;
  /** Why it is published although golden conversations fail, and which these are. */
  override?: { reason: string; failed: string[] };
}

/** As the history tells it. */
export function noteOf({ note, override }: Reasons): string | null {
  const lines = [note, override && `Published against golden conversations: ${override.reason}`];
  return lines.filter(Boolean).join('\n') || null;
}
