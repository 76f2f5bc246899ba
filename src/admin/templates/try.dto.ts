import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches, MaxLength, MinLength } from 'class-validator';
import type { ChannelName } from '../../dialog';
import { IsEmailAddress } from '../access/fields';
import { CandidateDto } from '../golden/golden.dto';
import { IsOptionalText, IsText } from './dto-fields';

const CHANNELS: ChannelName[] = ['rest', 'botframework', 'chat'];

export class TryDto extends CandidateDto {
  @ApiProperty({ example: 'where is my order #W1001?' })
  @IsText(10_000)
  @MinLength(1)
  text!: string;

  @ApiPropertyOptional({ description: "The bot's previous message." })
  @IsOptionalText(10_000)
  context?: string;

  @ApiPropertyOptional({ example: 'de-AT' })
  @IsOptional()
  @MaxLength(35)
  @Matches(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)
  locale?: string;

  @ApiPropertyOptional({ enum: CHANNELS })
  @IsOptional()
  @IsIn(CHANNELS)
  channel?: ChannelName;

  @ApiPropertyOptional({ description: 'The e-mail address of a customer, who counts as signed in.' })
  @IsOptional()
  @MaxLength(254)
  @IsEmailAddress()
  customer?: string;
}
