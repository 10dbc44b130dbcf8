import { createRoot } from 'react-dom/client'
import { StrictMode } from 'react'
import { z } from 'zod'
import { App } from './app/app.tsx'
import { applyTheme, storedTheme } from './shared/theme.ts'
import './shared/styles/app.css'

// The content security policy forbids code made of text, which zod would try and then do without.
z.config({ jitless: true })
applyTheme(storedTheme())

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
