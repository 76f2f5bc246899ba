import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  type InvokeResponse,
  type TurnContext,
} from 'botbuilder';
import { decodeJwt } from 'jose';
import { Clock } from '../../common';
import { StoredeskConfig } from '../../config';
import { Problem } from '../http/problem';
import { CONNECTOR_OPTIONS } from './connector-http.client';

type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>;

/** As the Bot Framework's rules allow. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** Fetching the signing keys may hang; the channel gives up after 15 seconds. */
const AUTHENTICATION_TIMEOUT_MS = 8_000;

/** Who may send activities, by the settings. */
export function authenticationFrom({ channels }: StoredeskConfig): ConfigurationBotFrameworkAuthentication {
  return new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: channels.microsoftAppId,
      MicrosoftAppPassword: channels.microsoftAppPasswords[0],
      MicrosoftAppTenantId: channels.microsoftAppTenantId,
      MicrosoftAppType: channels.microsoftAppType,
    },
    undefined,
    undefined,
    undefined,
    CONNECTOR_OPTIONS,
  );
}

/** The SDK's adapter, with every failure to authenticate a 401: the SDK answers 500 to a token signed by another key. */
@Injectable()
export class ActivityAdapter extends CloudAdapter {
  private readonly logger = new Logger(ActivityAdapter.name);
  private readonly appId?: string;
  private readonly isAnyoneAccepted: boolean;

  constructor(
    @Inject(StoredeskConfig) { channels, server }: StoredeskConfig,
    @Inject(ConfigurationBotFrameworkAuthentication) authentication: ConfigurationBotFrameworkAuthentication,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super(authentication);
    this.appId = channels.microsoftAppId;
    this.isAnyoneAccepted = this.appId === undefined && !server.isProduction;
  }

  /** @throws Problem 401 unless the header is a token that the Bot Framework issued for this bot and this activity */
  async authenticate(activity: Activity, authorization: string | undefined): Promise<Authenticated> {
    if (!this.isAnyoneAccepted) this.checkClaims(authorization ?? '');
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unauthorized()), AUTHENTICATION_TIMEOUT_MS);
    });
    try {
      const authenticated = this.botFrameworkAuthentication.authenticateRequest(
        activity,
        authorization ?? '',
      );
      return await Promise.race([authenticated, tooLate]);
    } catch (error) {
      this.logger.warn({ error }, 'an activity was not authenticated');
      throw unauthorized(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs `logic` as the activity's turn. */
  run(
    authenticated: Authenticated,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authenticated, activity, logic);
  }

  /** Posts one activity to a conversation's connector; resolves to the id that it got there, if it got one. */
  async post(address: ConversationReference, activity: Partial<Activity>): Promise<string | undefined> {
    let id: unknown;
    await this.continueConversationAsync(this.appId ?? '', address, async (context) => {
      const [sent] = await this.sendActivities(context, [activity]);
      id = sent?.id;
    });
    return typeof id === 'string' && id !== '' ? id : undefined;
  }

  /** What needs no keys comes first: a made-up token must not make us fetch any. */
  private checkClaims(authorization: string): void {
    const [scheme, token = ''] = authorization.split(' ');
    try {
      const { aud, exp } = decodeJwt(token);
      const isExpired = exp === undefined || exp * 1000 < this.clock.now().getTime() - CLOCK_SKEW_MS;
      if (scheme === 'Bearer' && aud === this.appId && this.appId !== undefined && !isExpired) return;
    } catch {
      // Not a token at all.
    }
    throw unauthorized();
  }
}

function unauthorized(cause?: unknown): Problem {
  return new Problem(401, 'UNAUTHORIZED', 'The activity is not signed by the Bot Framework for this bot.', {
    cause,
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}
