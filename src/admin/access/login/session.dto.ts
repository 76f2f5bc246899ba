import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { InLowerCase, IsLine, IsNewPassword, IsOptionalField } from '../fields';

const LONGEST_SECRET = 1000;

/** An e-mail with its password, or a key. */
export class LoginDto {
  @ApiPropertyOptional({ example: 'ana@example.com' })
  @IsOptionalField()
  @InLowerCase()
  @IsLine(254)
  email?: string;

  @ApiPropertyOptional()
  @IsOptionalField()
  @IsString()
  @MaxLength(LONGEST_SECRET)
  password?: string;

  @ApiPropertyOptional()
  @IsOptionalField()
  @IsString()
  @MaxLength(LONGEST_SECRET)
  apiKey?: string;
}

export class PasswordChangeDto {
  @ApiProperty()
  @IsString()
  @MaxLength(LONGEST_SECRET)
  current!: string;

  @ApiProperty({ minLength: 12, maxLength: 200 })
  @IsNewPassword()
  password!: string;
}
