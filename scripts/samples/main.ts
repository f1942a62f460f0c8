// Makes the sample photos and films in telegram-local/samples, from nothing but arithmetic, so they are free to ship.
//   node scripts/samples/main.ts            all of them (some minutes; the films need ffmpeg)
//   node scripts/samples/main.ts dunes rain only these
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCanvas, paint, type Canvas, type Shader } from './canvas.ts'
import { writeFilm, type FilmPlan } from './film.ts'
import { writePhoto } from './photo.ts'
import { aurora } from './scenes/aurora.ts'
import { cityNight } from './scenes/city-night.ts'
import { currents } from './scenes/currents.ts'
import { dunes } from './scenes/dunes.ts'
import { mandelbrot } from './scenes/mandelbrot.ts'
import { mountains } from './scenes/mountains.ts'
import { rain } from './scenes/rain.ts'
import { silk } from './scenes/silk.ts'
import { starTrails } from './scenes/star-trails.ts'
import { sunsetSea } from './scenes/sunset-sea.ts'

const folder = join(import.meta.dirname, '../../telegram-local/samples')

type Common = { file: string; caption: string; daysAgo: number; width: number; height: number }
type Photo = Common & { kind: 'photo'; draw: () => Canvas; quality: number }
type Film = Common & {
  kind: 'video'
  plan: Omit<FilmPlan, 'width' | 'height'>
  /** English, each for some seconds from its own on. */
  captions?: readonly { start: number; end: number; text: string }[]
}

const still =
  (width: number, height: number, shader: Shader, seconds = 0) =>
  (): Canvas => {
    const canvas = createCanvas(width, height)
    paint(canvas, shader, { samples: 2, seconds })
    return canvas
  }

const photo = (
  file: string,
  caption: string,
  daysAgo: number,
  size: [number, number],
  shader: Shader,
  quality = 84,
): Photo => ({
  kind: 'photo',
  file: `${file}.jpg`,
  caption,
  daysAgo,
  width: size[0],
  height: size[1],
  draw: still(size[0], size[1], shader, 4),
  quality,
})

const constant = (shader: Shader) => (): Shader => shader

const samples: (Photo | Film)[] = [
  photo(
    'First light above the valley',
    'First light above the valley\nWorth the alarm clock.',
    1,
    [2160, 1440],
    mountains(),
  ),
  {
    kind: 'video',
    file: 'Northern lights over the lake.mp4',
    caption: 'Northern lights over the lake\nTwelve seconds of an hour we will not forget.',
    daysAgo: 2,
    width: 1280,
    height: 720,
    plan: {
      seconds: 12,
      scene: constant(aurora()),
      sound: 'pad',
      format: 'mp4',
      quality: 29,
      posterAt: 4,
      chapters: [
        { start: 0, title: 'Over the far shore' },
        { start: 4, title: 'The sky opens' },
        { start: 8, title: 'All of it in the lake' },
      ],
    },
    captions: [
      { start: 0.5, end: 3.5, text: 'Minus fourteen degrees, no wind.' },
      { start: 4, end: 7.5, text: 'It began low above the far shore,\nas if somebody had left a light on.' },
      { start: 8, end: 11.5, text: 'Then the whole sky moved,\nand the lake with it.' },
    ],
  },
  photo('Dunes before evening', 'Dunes before evening', 4, [1920, 1080], dunes()),
  photo('The city, late', 'The city, late', 5, [1280, 1920], cityNight()),
  {
    kind: 'video',
    file: 'Evening tide.mp4',
    caption: 'Evening tide',
    daysAgo: 9,
    width: 1280,
    height: 720,
    plan: {
      seconds: 12,
      scene: constant(sunsetSea()),
      sound: 'waves',
      format: 'mp4',
      quality: 34,
      posterAt: 3,
    },
  },
  photo('Green fire', 'Green fire\nMinus fourteen degrees, no wind.', 12, [1440, 1920], aurora(2.1)),
  {
    kind: 'video',
    file: 'Rain on the tram window.mp4',
    caption: 'Rain on the tram window',
    daysAgo: 15,
    width: 720,
    height: 1280,
    plan: { seconds: 12, scene: rain, sound: 'rain', format: 'mp4', quality: 31, posterAt: 6 },
  },
  {
    kind: 'photo',
    file: 'Currents.jpg',
    caption: 'Currents\nFive thousand threads, one afternoon.',
    daysAgo: 21,
    width: 1440,
    height: 1800,
    draw: () => currents(1440, 1800),
    quality: 72,
  },
  photo(
    'Before the first ferry',
    'Before the first ferry\nThe sea to ourselves.',
    26,
    [2160, 1440],
    sunsetSea({ sunX: 1, sunY: 0.47, cloudSeed: 90, light: 'dawn' }),
  ),
  photo(
    'Seahorse Valley',
    'Seahorse Valley\nA thousand times closer than the whole set.',
    33,
    [1600, 1600],
    mandelbrot(),
    76,
  ),
  {
    kind: 'video',
    file: 'Silk in slow wind.webm',
    caption: 'Silk in slow wind',
    daysAgo: 38,
    width: 720,
    height: 720,
    plan: { seconds: 12, scene: constant(silk()), sound: 'chimes', format: 'webm', quality: 40, posterAt: 5 },
  },
  photo(
    'An hour of stars',
    'An hour of stars\nAnd somebody still awake in the hut.',
    44,
    [1400, 2100],
    starTrails(),
  ),
]

const clock = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', ',')
const writeSrt = (captions: NonNullable<Film['captions']>): string =>
  captions
    .map(({ start, end, text }, n) => `${n + 1}\n${clock(start)} --> ${clock(end)}\n${text}\n`)
    .join('\n')

const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
await mkdir(folder, { recursive: true })
const list: object[] = []
for (const sample of samples) {
  const { file, caption, kind, daysAgo, width, height } = sample
  const path = join(folder, file)
  const render = wanted.length === 0 || wanted.some((name) => file.toLowerCase().includes(name))
  if (sample.kind === 'photo') {
    list.push({ file, caption, kind, daysAgo, mime: 'image/jpeg', width, height })
    if (render) console.log(`${file}: ${await writePhoto(sample.draw(), path, sample.quality, 1)} bytes`)
    continue
  }
  const { plan } = sample
  const poster = `${file.replace(/\.\w+$/, '')}.poster.jpg`
  list.push({
    file,
    caption,
    kind,
    daysAgo,
    mime: `video/${plan.format}`,
    width,
    height,
    duration: plan.seconds,
    poster,
  })
  if (sample.captions) {
    // After its film: captions that lie beside one are never seen by themselves.
    const beside = `${file.replace(/\.\w+$/, '')}.en.srt`
    list.push({ file: beside, caption: '', kind: 'document', daysAgo, mime: 'application/x-subrip' })
    await writeFile(join(folder, beside), writeSrt(sample.captions))
  }
  if (render)
    console.log(`${file}: ${await writeFilm({ ...plan, width, height }, path, join(folder, poster))} bytes`)
}
await writeFile(join(folder, 'samples.json'), `${JSON.stringify(list, null, 2)}\n`)
