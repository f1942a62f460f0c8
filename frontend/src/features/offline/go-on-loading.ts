// What was not finished when the page was left goes on when the gallery is opened again, and when the network is back.
import { changeKeptFilm, isWhole, keptFilms } from '../../shared/kept-films.ts'
import { startLoading } from './start-loading.ts'

async function goOn(): Promise<void> {
  const films = (await keptFilms()).filter((film) => !isWhole(film) && !film.isPaused)
  if (films.length === 0) return
  await Promise.all(films.map(({ item }) => changeKeptFilm(item.id, { problem: undefined })))
  startLoading()
}

export function goOnLoading(): void {
  void goOn()
  addEventListener('online', () => void goOn())
}
