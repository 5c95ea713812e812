import { useTranslation } from 'react-i18next';
import { AuthError } from '../api/auth.ts';

/** What a failed call to /api/auth tells the user. */
export function useAuthMessage(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof AuthError)) return t('auth.offline');
    switch (error.code) {
      case 'INVALID_EMAIL_OR_PASSWORD':
      case 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL':
      case 'PASSWORD_TOO_SHORT':
      case 'PASSWORD_TOO_LONG':
      case 'RATE_LIMITED':
        return t(`auth.failed.${error.code}`);
      case 'INVALID_TOKEN':
        return t('auth.resetInvalid');
      default:
        return t('auth.failed.other', { message: error.message });
    }
  };
}
