import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

export class ModelChoiceDto {
  @ApiProperty({ example: 'storedesk-small', description: 'A directory beside that of `MODEL_DIR`.' })
  @Matches(/^[A-Za-z0-9][\w.-]{0,99}$/, { message: '$property must be the name of a directory' })
  directory!: string;
}
