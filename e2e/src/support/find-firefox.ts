import { findProgram } from './find-program.ts'

const NAMES = ['firefox-esr', 'firefox']
const PLACES = ['/Applications/Firefox.app/Contents/MacOS/firefox']

/** Path of a Firefox of this machine: the setting FIREFOX_PATH, else the first on the PATH; undefined when there is none. */
export const findFirefox = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env['FIREFOX_PATH'] || findProgram(NAMES, PLACES, env)
