import { useTranslation } from 'react-i18next';
import { useAccount, useObservable } from '../account/account.ts';
import classes from './load-progress.module.css';

const STEPS = 4;

/** How much of a large account is here: shown as it goes on, said to who listens in a few steps. */
export default function LoadProgress() {
  const { t, i18n } = useTranslation();
  const loading = useObservable(useAccount().loading);
  const { done = 0, total = 0 } = loading ?? {};
  const number = new Intl.NumberFormat(i18n.language);
  // Of what is made while it loads, some is counted twice.
  const text = (count: number) =>
    t('lists.progress', { done: number.format(Math.min(count, total ?? 0)), total: number.format(total ?? 0) });
  const step = total ? Math.floor((done / total) * STEPS) : 0;
  const said = step === 0 ? t('app.loading') : text(Math.round(((total ?? 0) * step) / STEPS));
  return (
    <>
      {loading !== null && total !== null && (
        <div className={classes.sign}>
          <progress className={classes.bar} max={total} value={Math.min(done, total)} aria-label={t('app.loading')} />
          <span aria-hidden>{text(done)}</span>
        </div>
      )}
      <div className="visuallyHidden" role="status">
        {loading === null ? t('lists.allHere') : said}
      </div>
    </>
  );
}
