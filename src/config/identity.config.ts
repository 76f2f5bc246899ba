import { ArrayMaxSize, IsArray, IsIn, MinLength } from 'class-validator';
import { asSecrets, asText } from './parsing';
import { Setting } from './setting';

const PROOFS = ['email', 'code'] as const;
/** As for every key of HS256: as long as its hash. */
const SHORTEST_CODE_SECRET = 32;

/** How somebody who is not signed in proves that an order is theirs. */
export class IdentityConfig {
  /** `email`: they know the address it is under. `code`: they can read the mail that is sent there. */
  @Setting('IDENTITY_PROOF', { fallback: 'email', must: `be one of ${PROOFS.join(', ')}`, parse: asText })
  @IsIn(PROOFS)
  readonly proof!: (typeof PROOFS)[number];

  /** What codes are made with. Unset: a value that ends with the process. */
  @Setting('IDENTITY_CODE_SECRET', {
    fallback: '',
    must: `be one value, or two separated by a comma, each of ${SHORTEST_CODE_SECRET} characters or more`,
    parse: asSecrets,
  })
  @IsArray()
  @ArrayMaxSize(2)
  @MinLength(SHORTEST_CODE_SECRET, { each: true })
  readonly codeSecrets!: string[];
}
