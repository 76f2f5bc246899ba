import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { WordingCountsService } from '../../templates';
import { Requires } from '../access/requires.decorator';

export class WordingCountsDto {
  @ApiProperty()
  version!: number;

  @ApiProperty({ example: 'en' })
  locale!: string;

  @ApiProperty({ example: 'ok', description: 'An outcome, or `confirm`.' })
  outcome!: string;

  @ApiProperty({ description: 'Name or place of the wording; empty where there is one only.' })
  variant!: string;

  @ApiProperty({ description: 'How often it was a reply.' })
  said!: number;

  @ApiProperty({ description: "How often the customer's next message was thanks or a goodbye." })
  resolved!: number;

  @ApiProperty({ description: "How often the customer's next message asked for a person." })
  askedForPerson!: number;

  @ApiProperty()
  thumbsUp!: number;

  @ApiProperty()
  thumbsDown!: number;
}

export class TemplateCountsDto {
  @ApiProperty({ type: [WordingCountsDto] })
  items!: WordingCountsDto[];
}

/** How the wordings of a template do. */
@ApiTags('templates')
@Controller('v1/admin/templates/:id/counts')
@Requires('viewer')
export class CountsController {
  constructor(private readonly counts: WordingCountsService) {}

  @Get()
  @ApiOperation({ summary: 'How often each wording was said, and what came of it' })
  @ApiOkResponse({ type: TemplateCountsDto })
  async list(@Param('id') id: string): Promise<TemplateCountsDto> {
    // PostgreSQL refuses a text with a NUL in it; no id of a template has one.
    const rows = id.includes('\0') ? undefined : await this.counts.of(id);
    if (!rows)
      throw new NotFoundException({ code: 'TEMPLATE_UNKNOWN', detail: 'There is no such template.' });
    return { items: rows };
  }
}
