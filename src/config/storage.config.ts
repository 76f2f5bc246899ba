import { IsOptional, IsString, Matches } from 'class-validator';
import { asOptionalText, asText } from './parsing';
import { Setting } from './setting';

/** Where the records are kept. */
export class StorageConfig {
  /** The embedded database and what the service makes for itself. */
  @Setting('DATA_DIR', { fallback: './data', must: 'be a directory', parse: asText })
  @IsString()
  readonly dataDir!: string;

  /** PostgreSQL; unset: the embedded database in `dataDir`. */
  @Setting('DATABASE_URL', {
    fallback: '',
    must: 'start with postgres:// or postgresql://',
    parse: asOptionalText,
  })
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//)
  readonly databaseUrl?: string;
}
