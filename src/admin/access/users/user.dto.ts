import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { InLowerCase, IsEmailAddress, IsLine, IsNewPassword, IsOptionalField } from '../fields';
import { ROLES, type Role } from '../roles';

export class NewUserDto {
  @ApiProperty({ example: 'ana@example.com' })
  @InLowerCase()
  @IsEmailAddress()
  @IsLine(254)
  email!: string;

  @ApiProperty({ example: 'Ana' })
  @IsLine(100)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiProperty({ minLength: 12, maxLength: 200 })
  @IsNewPassword()
  password!: string;
}

export class UserChangesDto {
  @ApiPropertyOptional()
  @IsOptionalField()
  @IsLine(100)
  name?: string;

  @ApiPropertyOptional({ enum: ROLES })
  @IsOptionalField()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({ minLength: 12, maxLength: 200 })
  @IsOptionalField()
  @IsNewPassword()
  password?: string;

  @ApiPropertyOptional()
  @IsOptionalField()
  @IsBoolean()
  disabled?: boolean;
}
