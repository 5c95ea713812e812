import { ActionIcon, Center, Loader, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMapQuestion, IconPencil } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useOfLoading, useOfReplica } from '../account/account.ts';
import { ErrorBoundary, Message } from '../components/message.tsx';
import type { ListSpec } from '../lists/list.ts';
import { ListPage, ListSkeleton } from '../pages/list-page.tsx';
import { useUi } from './ui.ts';

const Upcoming = lazy(() => import('../pages/upcoming.tsx'));
const Search = lazy(() => import('../pages/search.tsx'));
const Statistics = lazy(() => import('../pages/statistics.tsx'));
const TagEditor = lazy(() => import('../components/tag-editor.tsx'));
const FilterEditor = lazy(() => import('../components/filter-editor.tsx'));
const Assistant = lazy(() => import('../pages/assistant.tsx'));
const Settings = lazy(() => import('../pages/settings.tsx'));

/** What each address shows. */
export function Pages() {
  const { t } = useTranslation();
  const [path] = useLocation();
  const { closeMenu } = useUi();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere wants to see it
  useEffect(closeMenu, [path, closeMenu]);
  return (
    <ErrorBoundary key={path}>
      <Suspense
        fallback={
          <Center flex={1} role="status" aria-label={t('app.loading')}>
            <Loader type="dots" />
          </Center>
        }
      >
        <Switch>
          <Route path="/today">
            <ListPage list={{ kind: 'today' }} />
          </Route>
          <Route path="/all">
            <ListPage list={{ kind: 'all' }} />
          </Route>
          <Route path="/completed">
            <ListPage list={{ kind: 'completed' }} />
          </Route>
          <Route path="/bin">
            <ListPage list={{ kind: 'bin' }} />
          </Route>
          <Route path="/tags/:id">{({ id }) => <TagPage id={id} />}</Route>
          <Route path="/filters/:id">{({ id }) => <FilterPage id={id} />}</Route>
          <Route path="/tasks/:id">{({ id }) => <Redirect to={`/all?task=${id}`} replace />}</Route>
          <Route path="/upcoming">
            <Upcoming />
          </Route>
          <Route path="/search">
            <Search />
          </Route>
          <Route path="/statistics">
            <Statistics />
          </Route>
          <Route path="/assistant">
            <Assistant />
          </Route>
          <Route path="/settings">
            <Settings />
          </Route>
          <Route path="/">
            <Redirect to="/today" replace />
          </Route>
          <Route path="/sign-up">
            <Redirect to="/today" replace />
          </Route>
          <Route path="/sign-in">
            <Redirect to="/today" replace />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return <Message icon={<IconMapQuestion size={40} />} title={t('error.notFound')} text={t('error.notFoundText')} />;
}

/** A tag or filter that is not there, or not yet. */
function Unknown() {
  return useOfLoading((loading) => loading?.begun ?? true) ? <NotFound /> : <ListSkeleton />;
}

/** A button beside a list's title that opens the dialog of what the list is of. */
function Edit({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={open}>
          <IconPencil size={20} />
        </ActionIcon>
      </Tooltip>
      <Suspense fallback={null}>{opened && children(close)}</Suspense>
    </>
  );
}

function TagPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const tag = useOfReplica(({ tags }) => tags.get(id));
  if (!tag) return <Unknown />;
  const list: ListSpec = { kind: 'tag', id, name: tag.name };
  return (
    <ListPage
      key={id}
      list={list}
      tools={<Edit label={t('tagEditor.edit')}>{(close) => <TagEditor tag={tag} onClose={close} />}</Edit>}
    />
  );
}

function FilterPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const filter = useOfReplica(({ filters }) => filters.get(id));
  if (!filter) return <Unknown />;
  const list: ListSpec = { kind: 'filter', id, name: filter.name, query: filter.query };
  return (
    <ListPage
      key={id}
      list={list}
      tools={<Edit label={t('search.update')}>{(close) => <FilterEditor filter={filter} onClose={close} />}</Edit>}
    />
  );
}
