import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTranslation } from './i18n/i18n.ts';
import { storedLocale } from './preferences.ts';

await startTranslation(storedLocale() ?? navigator.language);
const root = document.getElementById('root');
if (!root) throw new Error('Expected an element #root in index.html.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
