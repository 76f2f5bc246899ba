/** A text, or one for each plural form of a language; `{count}` picks the form. */
export type Message = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string });

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The names of a message's `{placeholders}`. */
export type Placeholders<M extends Message> = M extends string
  ? NamesIn<M>
  : M extends { other: infer Other extends string }
    ? NamesIn<Other> | 'count'
    : never;
