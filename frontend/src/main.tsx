import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followPolicy } from './app/follow-policy.ts'
import { goOnLoadingFilms } from './app/go-on-loading-films.ts'
import { Providers } from './app/providers.tsx'
import { registerServiceWorker } from './app/register-service-worker.ts'
import { startTelemetry } from './shared/telemetry/start-telemetry.ts'
import { reloadWhenStale } from './app/reload-when-stale.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')

registerServiceWorker()
reloadWhenStale()
goOnLoadingFilms()
followPolicy(document, sessionStorage, () => window.location.reload())

startTelemetry()

createRoot(root).render(
  <StrictMode>
    <Providers />
  </StrictMode>,
)
