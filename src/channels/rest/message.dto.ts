import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Validate,
  ValidatorConstraint,
} from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import type { ChannelName } from '../../dialog';
import { withCode } from '../http/dto.pipe';
import { cleanText, isBlank, lengthOf, localeFrom, MAX_TEXT_LENGTH } from '../message-text';

@ValidatorConstraint({ name: 'hasWords' })
class HasWords implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    return typeof text === 'string' && !isBlank(text);
  }

  defaultMessage(): string {
    return 'text has nothing to read in it';
  }
}

@ValidatorConstraint({ name: 'isNotTooLong' })
class IsNotTooLong implements ValidatorConstraintInterface {
  validate(text: unknown): boolean {
    return typeof text === 'string' && lengthOf(text) <= MAX_TEXT_LENGTH;
  }

  defaultMessage(): string {
    return `text may have ${MAX_TEXT_LENGTH} characters`;
  }
}

/** An id goes into database columns and logs: no control characters. */
export const NO_CONTROLS = /^[^\p{Cc}\p{Cs}]*$/u;

/** Those whose conversations begin here. */
const CHANNELS = ['rest', 'chat'] as const satisfies ChannelName[];

export class NewConversationDto {
  @ApiPropertyOptional({
    example: 'en',
    description: 'Language of the replies; one we do not speak falls back.',
  })
  @IsOptional()
  @IsString()
  locale?: string;

  @ApiPropertyOptional({
    enum: CHANNELS,
    description: 'Where the replies are read, for templates that have wordings of their own for it; `rest`.',
  })
  @IsOptional()
  @IsIn(CHANNELS)
  channel?: (typeof CHANNELS)[number] | null;

  /** The wish as a language tag, if it is one. */
  knownLocale(): string | undefined {
    return localeFrom(this.locale);
  }
}

export class MessageDto extends NewConversationDto {
  @ApiProperty({ example: 'where is my order #W1001?', maxLength: MAX_TEXT_LENGTH })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? cleanText(value) : value))
  @IsString()
  @Validate(HasWords, withCode('TEXT_EMPTY'))
  @Validate(IsNotTooLong, withCode('TEXT_TOO_LONG'))
  text!: string;

  @ApiPropertyOptional({ description: 'Issued with the first answer, or by POST /v1/conversations.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(NO_CONTROLS, { message: 'conversationId has control characters' })
  conversationId?: string | null;

  @ApiPropertyOptional({
    description: 'The same id and text again answer as the first time, and do nothing twice.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(NO_CONTROLS, { message: 'messageId has control characters' })
  messageId?: string | null;

  @ApiPropertyOptional({ description: 'HS256 JWT of a signed-in customer: sub, email, exp.' })
  @IsOptional()
  @IsString()
  @MaxLength(8_192)
  customerToken?: string | null;
}

export class LateMessagesQueryDto {
  @ApiPropertyOptional({ default: 0, description: 'The cursor of the last answer.' })
  @IsOptional()
  @Matches(/^\d{1,15}$/, { message: 'after must be a whole number, the cursor of an earlier answer' })
  after?: string;
}
