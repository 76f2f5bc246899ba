import { createHash } from 'node:crypto';
import type { ChannelName } from '../common';
import type { Body } from './template.types';
import { RenderError } from './templates.errors';

/** A wording with everything said that a template may leave out. */
export interface FullWording {
  text: string;
  /** Its name, or its place in the list; empty where it is the only one and has no name. */
  variant: string;
  weight: number;
  channel: ChannelName | null;
}

/** Whose reply it is; what the drawing depends on. */
export interface Draw {
  conversationId: string;
  channel: ChannelName;
  templateId: string;
  outcome: string;
}

/** All wordings of a body, in the order in which they are written. */
export function wordingsOf(body: Body): FullWording[] {
  if (typeof body === 'string') return [{ text: body, variant: '', weight: 1, channel: null }];
  return body.map(({ text, name, weight = 1, channel = null }, index) => ({
    text,
    variant: name ?? (body.length > 1 ? String(index + 1) : ''),
    weight,
    channel,
  }));
}

/**
 * The wording that this conversation gets, now and whenever it is said again: nothing is kept for it, the
 * conversation's id decides. The language does not, so that who switches it stays with the same name.
 */
export function drawWording(wordings: FullWording[], draw: Draw): FullWording {
  const own = wordings.filter(({ channel }) => channel === draw.channel);
  const drawn = own.length > 0 ? own : wordings.filter(({ channel }) => channel === null);
  const [first, ...others] = drawn;
  if (!first) throw new RenderError(`Template ${draw.templateId} has no wording for every channel`);
  if (others.length === 0) return first;
  let left = fractionOf(draw) * drawn.reduce((sum, { weight }) => sum + weight, 0);
  return drawn.find(({ weight }) => (left -= weight) < 0) ?? first;
}

/** A number from 0 up to but not including 1, spread evenly over conversations. */
function fractionOf({ conversationId, templateId, outcome }: Draw): number {
  const hash = createHash('sha256').update(JSON.stringify([conversationId, templateId, outcome]));
  return hash.digest().readUInt32BE(0) / 2 ** 32;
}
