import type { ReactNode } from 'react';
import { ApiError, type Fault } from '../api';
import { t } from '../i18n';
import { Button } from './button';
import { Icon } from './icon';
import './note.css';

interface Props {
  error: unknown;
  /** Offers to try again. */
  onRetry?: () => void;
}

/** What went wrong, in the service's words, with its code and its faults; read out when it appears. */
export function ProblemNote({ error, onRetry }: Props): ReactNode {
  const problem = ApiError.is(error) ? error.problem : undefined;
  const code = ApiError.is(error) ? error.code : undefined;
  const reference = problem?.requestId;
  return (
    <div className="note note-bad" role="alert">
      <Icon name="warning" />
      <div className="note-text">
        <p>{problemText(error)}</p>
        {problem?.faults && <FaultList faults={problem.faults} />}
        {code && (
          <p className="note-code">
            <code>{code}</code>
            {reference && <> · {t('error.reference', { id: reference })}</>}
          </p>
        )}
      </div>
      {onRetry && (
        <Button look="bare" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  );
}

/** One sentence about an error, for a toast or a field. */
export function problemText(error: unknown): string {
  if (!ApiError.is(error)) return t('error.unknown');
  if (error.code === 'NETWORK_FAILED') return t('error.network');
  const wait = error.retryAfter ? ` ${t('error.retryAfter', { count: error.retryAfter })}` : '';
  return (error.message || t('error.unknown')) + wait;
}

/** The faults of a template, each with its place. */
export function FaultList({ faults }: { faults: Fault[] }): ReactNode {
  return (
    <ul className="fault-list">
      {faults.map((fault, index) => (
        <li key={index}>
          <code>{placeOf(fault)}</code> {fault.message} {fault.suggestion}
        </li>
      ))}
    </ul>
  );
}

function placeOf({ path, line }: Fault): string {
  return line === undefined ? path : t('error.faultAt', { path, line });
}
