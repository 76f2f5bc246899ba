import { IsInt, Max, Min, registerDecorator } from 'class-validator';
import { isPrivateTarget } from '../common';
import { asList, asWholeNumber } from './parsing';
import { Setting } from './setting';

/** Where the shop's events may be sent. */
export class EventsOutConfig {
  /** Networks, addresses and host names that webhooks may go to although they are private. */
  @Setting('WEBHOOK_PRIVATE_TARGETS', {
    fallback: '',
    must: 'be a comma-separated list of networks (10.1.0.0/16), addresses and host names',
    parse: asList,
  })
  @ArePrivateTargets()
  readonly privateTargets!: string[];

  /** After how long without a word the shop is told that a conversation is closed; 0: never. */
  @Setting('CONVERSATION_IDLE_MINUTES', {
    fallback: '60',
    must: 'be a whole number from 0 to 100000',
    parse: asWholeNumber,
  })
  @IsInt()
  @Min(0)
  @Max(100_000)
  readonly conversationIdleMinutes!: number;
}

function ArePrivateTargets(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'arePrivateTargets',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: { validate: (value) => Array.isArray(value) && value.every(isPrivateTarget) },
    });
}
