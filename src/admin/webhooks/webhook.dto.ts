import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsISO8601,
  IsOptional,
} from 'class-validator';
import {
  DELIVERY_STATES,
  OUTGOING_EVENT_TYPES,
  type DeliveryState,
  type OutgoingEventType,
} from '../../storefront';
import { IsLine, IsOptionalField } from '../access/fields';
import { NumberedPageQuery } from '../access/page';

class WebhookFieldsDto {
  @ApiPropertyOptional({ description: 'What receives it, for people.' })
  @IsOptionalField()
  @IsLine(200, 0)
  description?: string;

  @ApiPropertyOptional({ enum: OUTGOING_EVENT_TYPES, isArray: true, description: 'Null: all.' })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(OUTGOING_EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(OUTGOING_EVENT_TYPES, { each: true })
  types?: OutgoingEventType[] | null;

  @ApiPropertyOptional()
  @IsOptionalField()
  @IsBoolean()
  enabled?: boolean;
}

export class NewWebhookDto extends WebhookFieldsDto {
  @ApiProperty({ example: 'https://erp.example.com/hooks/storedesk' })
  @IsLine(2_000)
  url!: string;
}

export class WebhookChangeDto extends WebhookFieldsDto {
  @ApiPropertyOptional({ example: 'https://erp.example.com/hooks/storedesk' })
  @IsOptionalField()
  @IsLine(2_000)
  url?: string;
}

export class DeliveriesQuery extends NumberedPageQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES })
  @IsOptionalField()
  @IsIn(DELIVERY_STATES)
  state?: DeliveryState;
}

export class ReplayQuery {
  @ApiProperty({ example: '2026-03-02T09:00:00Z', description: 'At most 30 days ago.' })
  @IsISO8601({ strict: true, strictSeparator: true })
  since!: string;
}
