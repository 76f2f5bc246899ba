import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DialogPort } from '../../dialog';
import { AddressLimitGuard } from '../address-limit.guard';
import { AnswerService } from '../answer.service';
import { CustomerTokenService } from '../customer-token.service';
import { DtoPipe } from '../http/dto.pipe';
import { Problem } from '../http/problem';
import { PollLimitGuard } from '../poll-limit.guard';
import { AnswerDto, ConversationDto, LateMessagesDto, ReplyDto } from './answer.dto';
import { LateMessagesQueryDto, MessageDto, NewConversationDto } from './message.dto';

/** A REST conversation has one writer, whoever knows its id. */
const SENDER_ID = 'client';

/** The plain way in. */
@ApiTags('messages')
@Controller('v1')
export class RestController {
  constructor(
    @Inject(DialogPort) private readonly dialog: DialogPort,
    @Inject(AnswerService) private readonly answers: AnswerService,
    @Inject(CustomerTokenService) private readonly tokens: CustomerTokenService,
  ) {}

  @Post('conversations')
  @HttpCode(200)
  @UseGuards(AddressLimitGuard)
  @ApiOperation({ summary: 'Begin a conversation, so that its first message can be retried safely' })
  @ApiOkResponse({ type: ConversationDto })
  async begin(
    @Body(new DtoPipe(NewConversationDto, { isOptional: true })) body: NewConversationDto,
  ): Promise<ConversationDto> {
    return { conversationId: await this.dialog.begin(body.channel ?? 'rest', body.knownLocale()) };
  }

  @Post('messages')
  @HttpCode(200)
  @UseGuards(AddressLimitGuard)
  @ApiOperation({ summary: 'Say something and get the replies' })
  @ApiOkResponse({ type: AnswerDto })
  async message(@Body(new DtoPipe(MessageDto)) body: MessageDto): Promise<AnswerDto> {
    const customer = await this.tokens.verify(body.customerToken ?? undefined);
    const locale = body.knownLocale();
    const conversationId = body.conversationId ?? (await this.dialog.begin(body.channel ?? 'rest', locale));
    const replies = await this.answers.answer({
      channel: 'rest',
      conversationId,
      senderId: SENDER_ID,
      messageId: body.messageId ?? undefined,
      text: body.text,
      locale,
      customer,
    });
    return { conversationId, replies: replies.map((reply) => ReplyDto.of(reply)) };
  }

  @Get('conversations/:conversationId/messages')
  @UseGuards(PollLimitGuard)
  @ApiOperation({ summary: 'What came late: replies of staff, and proactive ones' })
  @ApiOkResponse({ type: LateMessagesDto })
  async late(
    @Param('conversationId') conversationId: string,
    @Query(new DtoPipe(LateMessagesQueryDto)) query: LateMessagesQueryDto,
  ): Promise<LateMessagesDto> {
    const late = await this.lateMessages(conversationId, Number(query.after ?? 0));
    if (!late) throw new Problem(404, 'CONVERSATION_UNKNOWN', 'There is no such conversation.');
    return late;
  }

  private async lateMessages(conversationId: string, after: number): Promise<LateMessagesDto | undefined> {
    // PostgreSQL refuses a text with a NUL in it; no id of ours has one.
    return conversationId.includes('\0') ? undefined : this.dialog.lateMessages(conversationId, after);
  }
}
