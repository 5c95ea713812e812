import { useTranslation } from 'react-i18next';
import { useAccount } from '../account/account.ts';
import { failureOf } from '../api/errors.ts';
import { useMore } from '../i18n/more.ts';
import { formatInstant } from '../time/days.ts';

/** Beyond this the day's budget is spent, and not the minute's. In seconds. */
const SHORT_WAIT = 120;

/** What a failed call to the assistant tells the user. */
export function useExplain(): (error: unknown) => string {
  const { t, i18n } = useMore();
  const { t: common } = useTranslation();
  const { viewer } = useAccount();
  return (error) => {
    const { code, message, retryAfter } = failureOf(error);
    switch (code) {
      case 'OFFLINE':
        return common('auth.offline');
      case 'RATE_LIMITED': {
        if (retryAfter === undefined) return message;
        if (retryAfter <= SHORT_WAIT) return t('assistant.wait', { count: retryAfter });
        const at = new Date(Date.now() + retryAfter * 1_000).toISOString();
        return t('assistant.waitLonger', { at: formatInstant(at, i18n.language, viewer.timeZone) });
      }
      case 'NOT_FOUND':
        return t('assistant.gone');
      case 'CONFLICT':
        return t('assistant.decided');
      case 'FORBIDDEN':
        return t('assistant.forbidden');
      case 'UNAVAILABLE':
        return t('assistant.unavailable');
      default:
        return message;
    }
  };
}
