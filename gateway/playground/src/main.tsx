import { GraphiQL } from 'graphiql';
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { examples } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { readSession, type Session, storeSession } from './session.ts';
import { SessionBar } from './session-bar.tsx';
import './style.css';

function Playground() {
  const [session, setSession] = useState<Session | null>(readSession);
  const fetcher = useMemo(() => createFetcher(session?.token ?? null), [session]);
  const change = (next: Session | null) => {
    storeSession(next);
    setSession(next);
  };
  return (
    <div className="playground">
      <SessionBar session={session} onChange={change} />
      <GraphiQL fetcher={fetcher} defaultTabs={examples} inputValueDeprecation schemaDescription>
        <GraphiQL.Logo>
          <span className="playground-name">Rondo</span>
        </GraphiQL.Logo>
      </GraphiQL>
    </div>
  );
}

const root = document.getElementById('playground');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Playground />
    </StrictMode>,
  );
