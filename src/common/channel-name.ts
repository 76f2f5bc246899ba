/** The ways in by which a conversation can be held. */
export const CHANNEL_NAMES = ['rest', 'botframework', 'chat'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];
