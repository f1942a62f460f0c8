// Whether anything is kept on this device, known at once and without a database.
const MARK = 'gramreel.kept-films'

export const hasKeptFilms = (): boolean => localStorage.getItem(MARK) !== null

export const markKeptFilms = (): void => localStorage.setItem(MARK, '1')
