/** Tells the backend where a film was left. Survives the page that is closed (Fetch, keepalive); a hint, so it may fail. */
export function keepPosition(id: string, seconds: number): void {
  fetch(`/api/files/${encodeURIComponent(id)}/position`, {
    method: 'PUT',
    credentials: 'same-origin',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ seconds }),
  }).catch(() => undefined)
}
