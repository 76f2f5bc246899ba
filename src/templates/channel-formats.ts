import type { ChannelName } from '../common';

/** How a channel reads the text of a reply. */
export type TextFormat = 'plain' | 'markdown' | 'html';

export interface ChannelFormat {
  format: TextFormat;
  /** Characters that a message of the channel holds. */
  maxLength: number;
}

/** What every way in can show; another channel needs a line here. */
export const CHANNEL_FORMATS: Readonly<Record<ChannelName, ChannelFormat>> = {
  rest: { format: 'plain', maxLength: 4000 },
  chat: { format: 'plain', maxLength: 4000 },
  // Slack's and Telegram's limit; Teams and Web Chat take more.
  botframework: { format: 'plain', maxLength: 4000 },
};
