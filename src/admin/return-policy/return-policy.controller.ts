import {
  Body,
  Controller,
  Get,
  Headers,
  Inject,
  PreconditionFailedException,
  Put,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiHeader } from '@nestjs/swagger';
import type { Response } from 'express';
import { DATABASE, type Database } from '../../storage';
import { readReturnPolicy, ReturnPoliciesService, type StatedPolicy } from '../../storefront';
import type { Actor } from '../access/actor';
import { AuditService } from '../access/audit.service';
import { invalid } from '../access/dto.pipe';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { etagOf } from '../templates/if-match';

/** The rules for what comes back, what the shop has to agree to, and who pays. */
@Controller('v1/admin/return-policy')
@Requires('viewer')
export class ReturnPolicyController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly policies: ReturnPoliciesService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  async read(@Res({ passthrough: true }) response: Response): Promise<StatedPolicy> {
    const stated = await this.database.transaction((tx) => this.policies.read(tx));
    response.setHeader('ETag', etagOf(stated.revision));
    return stated;
  }

  @Put()
  @Requires('admin')
  @ApiBody({ schema: { type: 'object' } })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The `revision` that was read: 412 where another stated a policy meanwhile.',
  })
  async state(
    @CurrentActor() actor: Actor,
    @Body() written: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StatedPolicy> {
    const reading = readReturnPolicy(written);
    if ('faultAt' in reading) {
      const { faultAt } = reading;
      throw invalid(`${faultAt || 'The body'} is not what a return policy has.`, faultAt);
    }
    const stated = await this.database.transaction(async (tx) => {
      const before = await this.policies.hold(tx);
      if (ifMatch !== undefined && !isRevision(ifMatch, before.revision)) throw changed(before);
      const after = await this.policies.state(tx, reading.policy);
      const details = { policy: [before.isStated ? before.policy : null, after.policy] };
      await this.audit.record(tx, actor, 'return_policy.state', 'return_policy', details);
      return after;
    });
    response.setHeader('ETag', etagOf(stated.revision));
    return stated;
  }
}

function isRevision(ifMatch: string, revision: string): boolean {
  const named = ifMatch.trim();
  return named === '*' || named.replace(/^(?:W\/)?"(.*)"$/, '$1') === revision;
}

function changed(current: StatedPolicy): PreconditionFailedException {
  const detail = 'The return policy has changed since it was read.';
  return new PreconditionFailedException({ code: 'RETURN_POLICY_CHANGED', detail, current });
}
