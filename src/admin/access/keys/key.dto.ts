import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional } from 'class-validator';
import { IsLine } from '../fields';
import { ROLES, type Role } from '../roles';

export class NewKeyDto {
  @ApiProperty({ example: 'Deployment' })
  @IsLine(100)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiPropertyOptional({ description: 'Absent: never.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string | null;
}
