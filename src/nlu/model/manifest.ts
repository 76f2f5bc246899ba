import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  Equals,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { INTENTS, type EntityType, type Intent } from '../nlu.types';
import { IsPermutationOf } from './is-permutation-of';

const ENTITY_TYPES = ['ORDER_NUMBER', 'PRODUCT_ID'] as const satisfies readonly EntityType[];
export type EntityTag = 'O' | `${'B' | 'I'}-${EntityType}`;
const ENTITY_TAGS: EntityTag[] = [
  'O',
  ...ENTITY_TYPES.flatMap((type) => [`B-${type}`, `I-${type}`] as const),
];

/** Inside the model's directory: no absolute path, no `..`. */
const INNER_PATH = /^(?!.*\.\.)[\w][\w./-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;

class SpecialTokens {
  @IsInt() @Min(0) bos!: number;
  @IsInt() @Min(0) pad!: number;
  @IsInt() @Min(0) eos!: number;
}

/** The model's own names of the contract's tensors. */
class InputNames {
  @IsString() @MinLength(1) input_ids!: string;
  @IsString() @MinLength(1) attention_mask!: string;
  @IsString() @MinLength(1) template_vectors!: string;
}

class OutputNames {
  @IsString() @MinLength(1) intent_logits!: string;
  @IsString() @MinLength(1) scope_logit!: string;
  @IsString() @MinLength(1) entity_logits!: string;
  @IsString() @MinLength(1) message_vector!: string;
  @IsString() @MinLength(1) template_scores!: string;
}

class Tensors {
  @ValidateNested() @Type(() => InputNames) @IsObject() inputs!: InputNames;
  @ValidateNested() @Type(() => OutputNames) @IsObject() outputs!: OutputNames;
}

/** How a template's score is made of the vectors of its texts. */
export class TemplatePooling {
  /**
   * `centroid`: its one vector is their mean at unit length, so that texts of many subjects stand behind none. With the
   * others it has a vector for each text, and its score is made of theirs.
   */
  @IsIn(['mean', 'centroid', 'logmeanexp', 'max']) kind!: 'mean' | 'centroid' | 'logmeanexp' | 'max';
  /** Of `logmeanexp`: log(mean(exp(beta · score))) / beta. */
  @IsOptional() @IsPositive() beta?: number;
}

/** Temperatures divide logits (or similarities); the bias is added to the scope logit after that. */
class Calibration {
  @IsPositive() intentTemperature!: number;
  /** How much the templates' scores count for the intent, and their temperature there; absent: not at all. */
  @IsOptional() @IsPositive() templateEvidenceWeight?: number;
  @IsOptional() @IsPositive() templateEvidenceTemperature?: number;
  @IsPositive() scopeTemperature!: number;
  @IsNumber() scopeBias!: number;
  @IsPositive() templateTemperature!: number;
  @IsPositive() entityTemperature!: number;
}

class Thresholds {
  @Min(0) @Max(1) scope!: number;
  @Min(0) @Max(1) lowScore!: number;
  @Min(0) @Max(1) nearTie!: number;
}

/** A file of the model. */
export class ModelFile {
  @Matches(INNER_PATH) path!: string;
  @Matches(SHA256) sha256!: string;
}

class OnnxFile extends ModelFile {
  @IsString() precision!: string;
}

class Files {
  @ValidateNested() @Type(() => OnnxFile) @IsObject() cpu!: OnnxFile;
  /** Without it the model does not run on CUDA. */
  @IsOptional() @ValidateNested() @Type(() => OnnxFile) @IsObject() cuda?: OnnxFile;
  @ValidateNested() @Type(() => ModelFile) @IsObject() tokenizer!: ModelFile;
  /** What the model makes of some messages; see `parity.ts`. */
  @IsOptional() @ValidateNested() @Type(() => ModelFile) @IsObject() parity?: ModelFile;
}

class DataHashes {
  @Matches(SHA256) trainSha256!: string;
  @IsOptional() @Matches(SHA256) developmentSha256?: string;
  @Matches(SHA256) testSha256!: string;
}

/** `models/<name>/manifest.json`: where `training/` and this folder meet. */
export class Manifest {
  @IsString() @MinLength(1) name!: string;
  @IsString() @MinLength(1) version!: string;
  @Equals(1) formatVersion!: 1;
  @IsInt() @Min(8) maxTokens!: number;
  /** Of what the bot said before, its beginning and its end; absent: as much as fits. */
  @IsOptional() @IsInt() @Min(1) maxContextTokens?: number;
  @IsInt() @Min(1) dim!: number;
  /** Number of token ids. */
  @IsInt() @Min(1) vocabulary!: number;
  @ValidateNested() @Type(() => SpecialTokens) @IsObject() tokens!: SpecialTokens;
  @ValidateNested() @Type(() => Tensors) @IsObject() tensors!: Tensors;
  /** In the order of the model's logits. */
  @IsPermutationOf(INTENTS) intents!: Intent[];
  /** In the order of the model's logits. */
  @IsPermutationOf(ENTITY_TAGS) entityTags!: EntityTag[];
  @ValidateNested() @Type(() => TemplatePooling) @IsObject() templatePooling!: TemplatePooling;
  @ValidateNested() @Type(() => Calibration) @IsObject() calibration!: Calibration;
  @ValidateNested() @Type(() => Thresholds) @IsObject() thresholds!: Thresholds;
  @ValidateNested() @Type(() => Files) @IsObject() files!: Files;
  @ValidateNested() @Type(() => DataHashes) @IsObject() data!: DataHashes;
  /** As measured in training; only shown. */
  @IsObject() scores!: Record<string, unknown>;
}
