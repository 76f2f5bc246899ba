/** The template editor. */
export const editor = {} as const;
