/** Signing in, people, keys, activity, golden conversations, import and export. */
export const pages = {
  'signIn.title': 'Sign in',
} as const;
