import { Body, Controller, Headers, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Problem } from '../http/problem';
import { ActivityAdapter } from './activity.adapter';
import { ActivityTurnService } from './activity-turn.service';
import { parseActivity } from './activity';
import { ServiceUrlAllowlist } from './service-url-allowlist';

/** The Bot Framework's way in. */
@ApiTags('messages')
@Controller('api/messages')
export class BotFrameworkController {
  constructor(
    @Inject(ActivityAdapter) private readonly adapter: ActivityAdapter,
    @Inject(ServiceUrlAllowlist) private readonly allowlist: ServiceUrlAllowlist,
    @Inject(ActivityTurnService) private readonly turn: ActivityTurnService,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Bot Framework activities' })
  @ApiBody({ schema: { type: 'object', description: 'An activity of the Bot Framework protocol.' } })
  @ApiOkResponse({ description: 'Taken. With deliveryMode expectReplies the body holds the replies.' })
  async receive(
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const activity = parseActivity(body);
    const authenticated = await this.adapter.authenticate(activity, authorization);
    if (activity.serviceUrl) this.allowlist.check(activity.serviceUrl);
    const answer = await this.adapter.run(authenticated, activity, (context) => this.turn.take(context));
    if (answer?.status === HttpStatus.NOT_IMPLEMENTED) {
      throw new Problem(501, 'INVOKE_UNKNOWN', 'This bot does not know this invoke.', { field: 'name' });
    }
    response.status(answer?.status ?? HttpStatus.OK);
    if (answer?.body === undefined) response.end();
    else response.json(answer.body);
  }
}
