import { AppShell } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAccount, useOfLoading } from '../account/account.ts';
import { pressGo, useKeys } from '../components/use-keys.ts';
import { Header } from './header.tsx';
import { Pages } from './pages.tsx';
import { Sidebar } from './sidebar.tsx';
import { UiContext, useTaskParameter } from './ui.ts';
import { useUndoToasts } from './undo-toasts.tsx';

const TaskDrawer = lazy(() => import('./task-drawer.tsx'));
const TaskPanel = lazy(() => import('../components/task-panel.tsx'));
const QuickAdd = lazy(() => import('../components/quick-add.tsx'));
const Palette = lazy(() => import('./palette.tsx'));
const KeyboardMap = lazy(() => import('./keyboard-map.tsx'));
const Problems = lazy(() => import('./problems.tsx'));
const LoadProgress = lazy(() => import('./load-progress.tsx'));

/** Fewer tasks than these are here before one could read how many they are. */
const MANY = 1_000;

/** The frame of a signed-in account: lists at the side, a page, and a task beside it. */
export default function Shell({ onAccountChanged }: { onAccountChanged: () => void }) {
  const { t } = useTranslation();
  const { actions } = useAccount();
  const [, go] = useLocation();
  const [taskId, openTask] = useTaskParameter();
  const [menu, menuActions] = useDisclosure(false);
  const [adding, setAdding] = useState<string | null>(null);
  const [keys, keysActions] = useDisclosure(false);
  const [problems, problemsActions] = useDisclosure(false);
  const [palette, paletteActions] = useDisclosure(false);
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  useUndoToasts();
  const loadsLong = useOfLoading((loading) => (loading?.total ?? 0) >= MANY);
  // It stays, to say that it is done.
  const [toldLoad, setToldLoad] = useState(false);
  if (loadsLong && !toldLoad) setToldLoad(true);

  const ui = useMemo(
    () => ({
      addTask: (text = '') => setAdding(text),
      openTask,
      closeMenu: menuActions.close,
      showKeys: keysActions.open,
      showProblems: problemsActions.open,
      showPalette: paletteActions.open,
      accountChanged: onAccountChanged,
    }),
    [openTask, menuActions, keysActions, problemsActions, paletteActions, onAccountChanged],
  );
  useEffect(() => {
    if (!new URLSearchParams(location.search).has('add')) return;
    setAdding('');
    history.replaceState(history.state, '', location.pathname);
  }, []);

  useKeys([
    ['q', () => setAdding('')],
    ['mod+Z', () => void actions.undo()],
    ['mod+shift+Z', () => void actions.redo()],
    ['mod+Y', () => void actions.redo()],
    ['/', () => go('/search')],
    ['shift+?', keysActions.open],
    ['?', keysActions.open],
    ['g', pressGo],
  ]);
  useKeys(
    [
      ['t', () => go('/today')],
      ['u', () => go('/upcoming')],
      ['a', () => go('/all')],
      ['c', () => go('/completed')],
      ['b', () => go('/bin')],
    ],
    'go',
  );
  // Also while a field has the focus: it is how one gets away from it.
  useHotkeys([['mod+K', paletteActions.open]], []);

  const panel = taskId !== null && (
    <Suspense fallback={null}>
      <TaskPanel key={taskId} id={taskId} onClose={() => openTask(null)} />
    </Suspense>
  );
  return (
    <UiContext value={ui}>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 260, breakpoint: 'sm', collapsed: { mobile: !menu } }}
        aside={{ width: 440, breakpoint: 'lg', collapsed: { desktop: !(wide && taskId !== null), mobile: true } }}
        transitionDuration={120}
      >
        <AppShell.Header>
          <Header menuOpen={menu} onMenu={menuActions.toggle} />
        </AppShell.Header>
        <AppShell.Navbar bg="var(--rondo-side)" aria-label={t('lists.label')}>
          <Sidebar />
        </AppShell.Navbar>
        <AppShell.Main
          id="content"
          tabIndex={-1}
          style={{ display: 'flex', outline: 'none', height: '100dvh', minHeight: 0 }}
        >
          <Pages />
        </AppShell.Main>
        {wide && (
          <AppShell.Aside aria-label={t('task.details')} style={{ overflow: 'auto' }}>
            {panel}
          </AppShell.Aside>
        )}
      </AppShell>
      <Suspense fallback={null}>{toldLoad && <LoadProgress />}</Suspense>
      <Suspense fallback={null}>
        {!wide && taskId !== null && <TaskDrawer onClose={() => openTask(null)}>{panel}</TaskDrawer>}
        {adding !== null && <QuickAdd initial={adding} onClose={() => setAdding(null)} />}
        {palette && <Palette onClose={paletteActions.close} />}
        {keys && <KeyboardMap onClose={keysActions.close} />}
        {problems && <Problems onClose={problemsActions.close} />}
      </Suspense>
    </UiContext>
  );
}
