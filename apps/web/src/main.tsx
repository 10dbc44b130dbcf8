import './shared/zod-without-eval.ts'
// First of all: the schemas that everything else brings along ask for this when they are made.
import './shared/no-code-from-text.ts'
import { createRoot } from 'react-dom/client'
import { StrictMode } from 'react'
import { App } from './app/app.tsx'
import { fetchFirstScreen } from './app/router.tsx'
import { applyTheme, storedTheme } from './shared/theme.ts'
import './shared/styles/app.css'

applyTheme(storedTheme())
fetchFirstScreen()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
