// First, so that what the pieces say of themselves comes after it.
import './style/tokens.css';
import './style/base.css';
import './style/page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { showStoredTheme } from './app/theme';

showStoredTheme();

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
