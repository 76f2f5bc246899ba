import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsUrl } from 'class-validator';
import { DECISIONS, REQUEST_STATES, type Decision, type RequestState } from '../../storefront';
import { IsLine, IsOptionalField } from '../access/fields';
import { PageQuery } from '../access/page';

export class RequestsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: REQUEST_STATES, default: 'waiting' })
  @IsIn(REQUEST_STATES)
  state: RequestState = 'waiting';
}

export class DecisionDto {
  @ApiProperty({ enum: DECISIONS })
  @IsIn(DECISIONS)
  decision!: Decision;

  @ApiPropertyOptional({ description: 'Under which the shop keeps the return; one is made unless said.' })
  @IsOptionalField()
  @IsLine(100)
  returnNumber?: string;

  @ApiPropertyOptional({ example: 'https://labels.example/RMA-7K2Q9M.pdf' })
  @IsOptionalField()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true })
  @IsLine(2_000)
  labelUrl?: string;

  @ApiPropertyOptional({ description: 'Why it is refused: the customer reads it.' })
  @IsOptionalField()
  @IsLine(500)
  reason?: string;
}
