import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Reply } from '../answer.service';

export class ReplyDto {
  @ApiProperty({ example: 'Your order W1001 is on its way.' })
  text!: string;

  @ApiProperty({ example: 'order_status' })
  templateId!: string;

  @ApiProperty({ example: 1 })
  templateVersion!: number;

  @ApiProperty({ example: 'ok' })
  outcome!: string;

  @ApiProperty({ example: 'en' })
  locale!: string;

  @ApiPropertyOptional({ type: [String], example: ['Track my order'] })
  suggestedActions?: string[];

  static of(reply: Reply): ReplyDto {
    const { text, templateId, templateVersion, outcome, locale, suggestedActions = [] } = reply;
    return {
      text,
      templateId,
      templateVersion,
      outcome,
      locale,
      ...(suggestedActions.length > 0 ? { suggestedActions } : {}),
    };
  }
}

export class ConversationDto {
  @ApiProperty({ description: '128 random bits: whoever has it can read and continue the conversation.' })
  conversationId!: string;
}

export class AnswerDto extends ConversationDto {
  @ApiProperty({ type: [ReplyDto] })
  replies!: ReplyDto[];
}

export class LateMessageDto {
  @ApiProperty()
  id!: number;

  @ApiProperty()
  text!: string;

  @ApiProperty({ example: 'staff' })
  author!: string;

  @ApiProperty({ example: '2026-01-31T10:00:00.000Z' })
  createdAt!: string;

  @ApiPropertyOptional()
  templateId?: string;
}

export class LateMessagesDto {
  @ApiProperty({ type: [LateMessageDto] })
  messages!: LateMessageDto[];

  @ApiProperty({ description: 'Pass as `after` next time.' })
  cursor!: number;
}
