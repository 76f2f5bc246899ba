import type { Rendered } from '../../templates';
import { initialState, type ConversationState } from '../conversation-state';
import { isOtherCustomer, takeTurn, type Heard } from '../conversation-turn';
import { DialogFaultError } from '../dialog.errors';
import type { ChannelName, IncomingMessage, SignedInCustomer } from '../dialog.types';
import type { TurnService } from '../turn.service';

/** The same each time, so that a conversation gets the same of several wordings however often it is played. */
const CONVERSATION_ID = 'rehearsal';

/** A conversation of a rehearsal: remembered here, as long as it is played, and nowhere else. */
export class RehearsedConversation {
  senderId = 'customer';
  customer: SignedInCustomer | undefined;
  private state: ConversationState;
  private count = 1;

  constructor(
    private readonly channel: ChannelName,
    private readonly locale: string,
    context = '',
  ) {
    this.state = { ...initialState(), lastPrompt: context };
  }

  /** What the bot said last. */
  get context(): string {
    return this.state.lastPrompt;
  }

  begin(): void {
    this.state = initialState();
    this.count += 1;
  }

  async hear(turns: TurnService, text: string, heard: Omit<Heard, 'message'>): Promise<Rendered[]> {
    const { channel, locale, senderId, customer, state } = this;
    const conversationId = `${CONVERSATION_ID}-${this.count}`;
    const message: IncomingMessage = { channel, conversationId, senderId, text, customer };
    const conversation = { channel, locale, state };
    if (isOtherCustomer(conversation, message))
      throw new DialogFaultError('The conversation belongs to another customer who signed in to it before.');
    const turn = await takeTurn(turns, conversation, { ...heard, message });
    this.state = turn.state;
    return turn.replies;
  }
}
