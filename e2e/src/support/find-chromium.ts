import { findProgram } from './find-program.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/snap/bin/chromium']

/** Path of a Chromium of this machine: the setting CHROMIUM_PATH, else the first on the PATH; undefined when there is none. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env['CHROMIUM_PATH'] || findProgram(NAMES, PLACES, env)
