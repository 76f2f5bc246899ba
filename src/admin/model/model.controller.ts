import {
  Body,
  Controller,
  Get,
  HttpCode,
  NotFoundException,
  Post,
  UnprocessableEntityException,
} from '@nestjs/common';
import { ModelInvalidError, NluUnavailableError } from '../../nlu';
import type { Actor } from '../access/actor';
import { DtoPipe } from '../access/dto.pipe';
import { CurrentActor, Requires } from '../access/requires.decorator';
import { ModelSwitchService, type ChosenModel, type ModelInUse } from './model-switch.service';
import { ModelChoiceDto } from './model.dto';
import { ModelUnknownError } from './model.errors';

/** Which model understands customers, and the change to another without a restart. */
@Controller('v1/admin/model')
@Requires('viewer')
export class ModelController {
  constructor(private readonly models: ModelSwitchService) {}

  @Get()
  inUse(): Promise<ModelInUse> {
    return this.models.inUse();
  }

  @Post()
  @HttpCode(200)
  @Requires('admin')
  async choose(
    @CurrentActor() actor: Actor,
    @Body(new DtoPipe(ModelChoiceDto)) { directory }: ModelChoiceDto,
  ): Promise<ChosenModel> {
    try {
      return await this.models.choose(actor, directory);
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof ModelUnknownError) {
    return new NotFoundException({ code: error.code, detail: 'There is no such directory of a model.' });
  }
  if (error instanceof ModelInvalidError) {
    const { code, failures } = error;
    return new UnprocessableEntityException({ code, detail: 'The model does not fit.', failures });
  }
  if (error instanceof NluUnavailableError) {
    const detail = 'No inference process starts with the model; the log says why.';
    return new UnprocessableEntityException({ code: 'MODEL_NOT_RUNNABLE', detail });
  }
  return error;
}
