import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import {
  LISTED_STATES,
  REPLAYABLE_STATES,
  SHOP_EVENT_SOURCES,
  type ListedState,
  type ReplayableState,
  type ShopEventSource,
} from '../../storefront';
import { IsLine, IsOptionalField } from '../access/fields';
import { NumberedPageQuery } from '../access/page';

export class ShopEventQuery extends NumberedPageQuery {
  @ApiPropertyOptional({ enum: LISTED_STATES, default: 'dead' })
  @IsIn(LISTED_STATES)
  state: ListedState = 'dead';

  @ApiPropertyOptional({ enum: SHOP_EVENT_SOURCES })
  @IsOptionalField()
  @IsIn(SHOP_EVENT_SOURCES)
  source?: ShopEventSource;

  @ApiPropertyOptional({ example: 'orders/paid' })
  @IsOptionalField()
  @IsLine(300)
  topic?: string;
}

export class ReplayDto {
  @ApiProperty({ enum: REPLAYABLE_STATES })
  @IsIn(REPLAYABLE_STATES)
  state!: ReplayableState;

  @ApiPropertyOptional({ enum: SHOP_EVENT_SOURCES })
  @IsOptionalField()
  @IsIn(SHOP_EVENT_SOURCES)
  source?: ShopEventSource;

  @ApiPropertyOptional({ example: 'orders/paid' })
  @IsOptionalField()
  @IsLine(300)
  topic?: string;
}
