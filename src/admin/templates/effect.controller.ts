import { BadRequestException, Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { CataloguePort, TemplateEffectService, type TemplateEffect } from '../../templates';
import { Requires } from '../access/requires.decorator';
import { EffectDto } from './effect.dto';

/** Which templates a draft would take messages from, before it is published. */
@Controller('v1/admin/templates/effect')
@Requires('viewer')
export class EffectController {
  constructor(
    private readonly effects: TemplateEffectService,
    private readonly catalogue: CataloguePort,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiBody({ type: EffectDto })
  async effect(@Body() body: unknown): Promise<TemplateEffect> {
    const request = plainToInstance(EffectDto, body ?? {});
    const [fault] = await validate(request);
    if (fault) {
      const field = pathOf(fault);
      throw new BadRequestException({ code: 'FIELD_INVALID', detail: `${field} is not valid.`, field });
    }
    const { template, kind } = request;
    const { id, description, examples } = template;
    const asKind = kind ?? this.catalogue.find(id)?.kind ?? 'answer';
    return this.effects.effectOf({ id, description, examples, kind: asKind });
  }
}

function pathOf({ property, children }: ValidationError): string {
  const [child] = children ?? [];
  return child ? `${property}.${pathOf(child)}` : property;
}
