import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { DATABASE, type Database } from '../../storage';
import {
  ActionDecisionsService,
  RequestLogService,
  type DecisionResult,
  type LoggedRequest,
} from '../../storefront';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { DtoPipe } from '../access/dto.pipe';
import { pageOf, type Page } from '../access/page';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { DecisionDto, RequestsQuery } from './requests.dto';

const UNKNOWN = { code: 'REQUEST_UNKNOWN', detail: 'Nothing that was requested has this key or number.' };
/** A key is made of a conversation's id and a number. */
const KEY = /^[\w:.-]{1,300}$/;

/** What customers have requested, and the shop has the last word on. */
@Controller('v1/admin/requests')
@Requires('agent')
export class RequestsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly requests: RequestLogService,
    private readonly decisions: ActionDecisionsService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  async list(
    @Query(new DtoPipe(RequestsQuery)) { state, limit, cursor }: RequestsQuery,
  ): Promise<Page<LoggedRequest>> {
    return pageOf(
      await this.requests.list(state, limit + 1, cursor),
      limit,
      (request) => request,
      ({ number }) => number,
    );
  }

  /** By the action's key, or the request's number. */
  @Post(':key/decide')
  @HttpCode(200)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('key') key: string,
    @Body(new DtoPipe(DecisionDto)) { decision, ...details }: DecisionDto,
  ): Promise<{ state: 'decided' | 'approved' | 'same' }> {
    if (!KEY.test(key)) throw new NotFoundException(UNKNOWN);
    const result = await this.database.transaction(async (tx) => {
      const decided = await this.decisions.decide(tx, key, decision, { ...details }, { name: actor.id });
      if (decided.kind === 'decided' || decided.kind === 'approved') {
        await this.audit.record(tx, actor, 'request.decide', `request:${key}`, { decision, ...details });
      }
      return decided;
    });
    return { state: stateOf(result) };
  }
}

function stateOf(result: DecisionResult): 'decided' | 'approved' | 'same' {
  switch (result.kind) {
    case 'unknown':
      throw new NotFoundException(UNKNOWN);
    case 'gone':
      throw new ConflictException({
        code: 'REQUEST_GONE',
        detail: 'The order or the item is no longer on record; the request is closed and nobody is told.',
      });
    case 'conflict':
      throw new ConflictException({
        code: 'REQUEST_DECIDED',
        detail: 'It was decided otherwise before, and the customer knows.',
        decision: result.decision,
      });
    default:
      return result.kind;
  }
}
