import { AppError } from '../common';

/** The dialog met a state that cannot be: the customer gets `system_trouble`, a person takes over. */
export class DialogFaultError extends AppError {
  readonly code = 'DIALOG_FAULT';
}

/** The conversation kept changing under the turn (another replica answered in between, again and again). */
export class ConversationBusyError extends AppError {
  readonly code = 'CONVERSATION_BUSY';
}
