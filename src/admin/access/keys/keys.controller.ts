import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { Clock } from '../../../common';
import type { Actor } from '../actor';
import { DtoPipe, invalid } from '../dto.pipe';
import { IdPipe } from '../id.pipe';
import { PageQuery, type Page } from '../page';
import { CurrentActor, Requires } from '../requires.decorator';
import { ApiKeysService, type ApiKey } from './api-keys.service';
import { NewKeyDto } from './key.dto';

const UNKNOWN = { code: 'KEY_UNKNOWN', detail: 'There is no such key.' };
const KEY_ID = new IdPipe(UNKNOWN);

@Controller('v1/admin/keys')
@Requires('admin')
export class KeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly clock: Clock,
  ) {}

  @Get()
  list(@Query(new DtoPipe(PageQuery)) { limit, cursor }: PageQuery): Promise<Page<ApiKey>> {
    return this.keys.list(limit, cursor);
  }

  @Post()
  @HttpCode(200)
  create(
    @CurrentActor() actor: Actor,
    @Body(new DtoPipe(NewKeyDto)) { name, role, expiresAt }: NewKeyDto,
  ): Promise<ApiKey & { key: string }> {
    const end = expiresAt == null ? null : new Date(expiresAt);
    if (end && !(end > this.clock.now())) throw invalid('expiresAt must be in the future.', 'expiresAt');
    return this.keys.create(actor, { name, role, expiresAt: end });
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@CurrentActor() actor: Actor, @Param('id', KEY_ID) id: string): Promise<void> {
    if ((await this.keys.revoke(actor, id)) === 'unknown') {
      throw new NotFoundException(UNKNOWN);
    }
  }
}
