/** What happened longer ago, by the shop's own clock, is no news: a first load or an old event tells nobody anything. */
export const NEWS_FOR_MS = 2 * 86_400_000;
