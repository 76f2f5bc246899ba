import { Tokenizer } from '@huggingface/tokenizers';
import type { TextRange } from './words';

/** A token id and the characters (UTF-16 offsets) whose bytes it holds, in part or whole. */
export interface Token extends TextRange {
  id: number;
}

/** A `tokenizer.json`, as far as it is read here. */
export interface TokenizerDefinition {
  model: { vocab: Record<string, number> };
  pre_tokenizer: PreTokenizer;
  [part: string]: unknown;
}

interface PreTokenizer {
  type: string;
  use_regex?: boolean;
  pretokenizers?: PreTokenizer[];
  [setting: string]: unknown;
}

/** The part of the library used here; its own type files do not resolve under node16 rules. */
interface BpeEncoder {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[]; tokens: string[] };
}
const BpeTokenizer = Tokenizer as unknown as new (definition: object, config: object) => BpeEncoder;

/** GPT-2's split, which `ByteLevel` applies when `use_regex` is set. */
const BYTE_LEVEL_SPLIT = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** Byte-level BPE with offsets. Knows no special tokens: a typed `</s>` is plain text. */
export class TextTokenizer {
  private readonly bpe: BpeEncoder;
  /** Number of token ids. */
  readonly vocabulary: number;

  constructor(private readonly definition: TokenizerDefinition) {
    this.vocabulary = Object.keys(definition.model.vocab).length;
    this.bpe = new BpeTokenizer(
      {
        ...definition,
        added_tokens: [],
        post_processor: null,
        pre_tokenizer: withExplicitSplit(definition.pre_tokenizer),
      },
      {},
    );
  }

  /** The id of a token, special or not. */
  idOf(token: string): number | undefined {
    return this.definition.model.vocab[token];
  }

  /** Lone surrogates are read as U+FFFD. */
  tokenize(text: string): Token[] {
    const { ids, tokens } = this.bpe.encode(text, { add_special_tokens: false });
    const characters = charactersOfBytes(text);
    let byte = 0;
    return ids.map((id, i) => {
      // Each character of a byte-level token stands for one byte.
      const next = byte + (tokens[i]?.length ?? 0);
      const range = { start: characters.start[byte] ?? 0, end: characters.end[next - 1] ?? text.length };
      byte = next;
      return { id, ...range };
    });
  }
}

/**
 * The library's own ByteLevel split takes JavaScript's idea of white space (U+FEFF, but not U+0085); its `Split`
 * takes the one of the Rust library, by which the model was trained.
 */
function withExplicitSplit(part: PreTokenizer): PreTokenizer {
  if (part.pretokenizers) return { ...part, pretokenizers: part.pretokenizers.map(withExplicitSplit) };
  if (part.type !== 'ByteLevel' || part.use_regex === false) return part;
  const split = { type: 'Split', pattern: { Regex: BYTE_LEVEL_SPLIT }, behavior: 'Isolated', invert: false };
  return { type: 'Sequence', pretokenizers: [split, { ...part, use_regex: false }] };
}

/** For each UTF-8 byte of the text the UTF-16 range of its character. */
function charactersOfBytes(text: string): { start: number[]; end: number[] } {
  const start: number[] = [];
  const end: number[] = [];
  let at = 0;
  for (const character of text) {
    for (let byte = Buffer.byteLength(character); byte > 0; byte -= 1) {
      start.push(at);
      end.push(at + character.length);
    }
    at += character.length;
  }
  return { start, end };
}
