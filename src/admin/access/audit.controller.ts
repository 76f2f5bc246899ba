import { Controller, Get, Query } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { AuditService, type AuditEntry } from './audit.service';
import { DtoPipe } from './dto.pipe';
import { IsLine, IsOptionalField } from './fields';
import { NumberedPageQuery, type Page } from './page';
import { Requires } from './requires.decorator';

export class AuditQuery extends NumberedPageQuery {
  @ApiPropertyOptional({ example: 'template:engraving' })
  @IsOptionalField()
  @IsLine(400)
  target?: string;

  @ApiPropertyOptional({ example: 'operator' })
  @IsOptionalField()
  @IsLine(400)
  actor?: string;
}

@Controller('v1/admin/audit')
@Requires('admin')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  list(@Query(new DtoPipe(AuditQuery)) query: AuditQuery): Promise<Page<AuditEntry>> {
    const { target, actor, limit, cursor } = query;
    return this.audit.list({ target, actor }, limit, cursor === undefined ? undefined : Number(cursor));
  }
}
