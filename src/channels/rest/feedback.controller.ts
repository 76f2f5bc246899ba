import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { DialogPort, type FeedbackResult, type Thumbs } from '../../dialog';
import { AddressLimitGuard } from '../address-limit.guard';
import { DtoPipe } from '../http/dto.pipe';
import { Problem } from '../http/problem';
import { NO_CONTROLS } from './message.dto';

const THUMBS = ['up', 'down'] as const satisfies Thumbs[];

export class ThumbsDto {
  @ApiProperty({ enum: THUMBS, nullable: true, description: 'null takes back what was said before.' })
  @ValidateIf((dto: ThumbsDto) => dto.thumbs !== null)
  @IsIn(THUMBS)
  thumbs!: Thumbs | null;
}

export class FeedbackDto extends ThumbsDto {
  @ApiPropertyOptional({ description: 'Of the message whose answer is meant; the last one, unless said.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @Matches(NO_CONTROLS, { message: 'messageId has control characters' })
  messageId?: string | null;
}

/** What customers think of an answer. */
@ApiTags('messages')
@Controller('v1/conversations/:conversationId/feedback')
export class FeedbackController {
  constructor(@Inject(DialogPort) private readonly dialog: DialogPort) {}

  @Post()
  @HttpCode(200)
  @UseGuards(AddressLimitGuard)
  @ApiOperation({ summary: 'Say whether an answer helped; once per answer, the last one counts' })
  @ApiOkResponse({ type: ThumbsDto })
  async take(
    @Param('conversationId') conversationId: string,
    @Body(new DtoPipe(FeedbackDto)) { messageId, thumbs }: FeedbackDto,
  ): Promise<ThumbsDto> {
    const feedback = { conversationId, messageId: messageId ?? undefined, thumbs };
    // PostgreSQL refuses a text with a NUL in it; no id of ours has one.
    const isPossible = NO_CONTROLS.test(conversationId);
    return thumbsOf(isPossible ? await this.dialog.takeFeedback(feedback) : { kind: 'unknown_conversation' });
  }
}

function thumbsOf(result: FeedbackResult): ThumbsDto {
  switch (result.kind) {
    case 'taken':
      return { thumbs: result.thumbs };
    case 'unknown_conversation':
      throw new Problem(404, 'CONVERSATION_UNKNOWN', 'There is no such conversation.');
    case 'unknown_message':
      throw new Problem(404, 'MESSAGE_UNKNOWN', 'No such message was answered.', { field: 'messageId' });
  }
}
