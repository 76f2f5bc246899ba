import {
  Body,
  Controller,
  ForbiddenException,
  HttpCode,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import { RehearsalPort, type Played, type PlayedStep } from '../../dialog';
import { toParseResult, type ParseResult } from '../../nlu';
import { StagePort, type Stage } from '../../storefront';
import { CataloguePort, type Rendered } from '../../templates';
import type { Actor } from '../access/actor';
import { DtoPipe } from '../access/dto.pipe';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { mayActAs } from '../access/roles';
import { TryDto } from './try.dto';
import { asUnprocessable } from './unprocessable';

export interface Tried {
  parse: ParseResult;
  replies: Rendered[];
}

/**
 * What the bot would answer to a message. It is played on the demo shop's customers and orders, beside the shop's own
 * products and facts; only for a customer of the shop on the shop's own records. Those are personal, so that takes
 * who may read chats too. A try counts no failed proof of identity, so on them nobody else could be allowed to guess.
 */
@Controller('v1/admin/templates')
@Requires('viewer')
export class TryController {
  constructor(
    private readonly rehearsals: RehearsalPort,
    private readonly stages: StagePort,
    private readonly catalogue: CataloguePort,
  ) {}

  @Post('try')
  @HttpCode(200)
  async tryMessage(@CurrentActor() actor: Actor, @Body(new DtoPipe(TryDto)) message: TryDto): Promise<Tried> {
    const { text, context, locale, channel, customer, template, kind } = message;
    const stage = this.stageFor(actor, customer);
    const played = async (): Promise<Played> =>
      this.rehearsals.play({
        stage,
        catalogue: this.catalogue.onTrial(template ? [{ template, kind }] : []),
        context,
        locale,
        channel,
        steps: [
          ...(customer ? [{ kind: 'token' as const, email: customer }] : []),
          { kind: 'customer', text },
        ],
      });
    const { catalogue, steps } = await played().catch((error: unknown) => {
      throw asUnprocessable(error);
    });
    const { understanding, replies } = answerIn(steps);
    return { parse: toParseResult(understanding, (id) => catalogue.find(id)?.kind === 'answer'), replies };
  }

  private stageFor({ role }: Actor, customer: string | undefined): Stage {
    if (customer === undefined || this.stages.isOfDemoShop(customer)) return 'demo_customers';
    if (mayActAs(role, 'agent')) return 'own';
    const detail = 'For other customers than those of the demo shop this needs the role agent.';
    throw new ForbiddenException({ code: 'ROLE_INSUFFICIENT', detail });
  }
}

function answerIn(steps: PlayedStep[]): Extract<PlayedStep, { kind: 'answered' }> {
  const last = steps.at(-1);
  if (last?.kind === 'answered') return last;
  const code = last?.kind === 'failed' ? last.code : 'REPLY_MISSING';
  const detail = last?.kind === 'failed' ? last.reason : 'The message was not answered.';
  throw new UnprocessableEntityException({ code, detail });
}
