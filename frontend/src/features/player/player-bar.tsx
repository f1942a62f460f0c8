import {
  FullscreenButton,
  MuteButton,
  PiPButton,
  PlayButton,
  SeekButton,
  usePlayer,
  selectTime,
} from '@videojs/react'
import type { Details } from '@gramreel/contracts/details'
import { formatDuration } from '../../shared/format.ts'
import { FullScreenIcon, PlayIcon } from '../../shared/icons.tsx'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { CaptionsMenu } from './captions-menu.tsx'
import {
  BackTenIcon,
  ForwardTenIcon,
  LeaveFullScreenIcon,
  LoudIcon,
  MutedIcon,
  PauseBarsIcon,
  PictureInPictureIcon,
  QuietIcon,
} from './player-icons.tsx'
import { ScrubLine } from './scrub-line.tsx'
import { SpeedMenu } from './speed-menu.tsx'
import type { Busy } from './use-busy.ts'
import { VolumeLine } from './volume-line.tsx'
import styles from './player.module.css'

type PlayerBarProps = {
  media: HTMLMediaElement
  isFilm: boolean
  details: Details | undefined
  busy: Busy
}

/** Scrub line above, buttons beneath; on phones what is needed most stands large in the middle (film-surface.tsx). */
export function PlayerBar({ media, isFilm, details, busy }: PlayerBarProps) {
  return (
    <div
      className={styles['bar']}
      role="group"
      aria-label={texts.label}
      data-no-swipe
      onPointerEnter={({ pointerType }) => pointerType === 'mouse' && busy('hover', true)}
      onPointerLeave={() => busy('hover', false)}
    >
      <ScrubLine details={details} busy={busy} />
      <div className={styles['buttons']}>
        <PlayToggle className={isFilm ? styles['inBar'] : undefined} />
        <Seek seconds={-10} className={isFilm ? styles['inBar'] : undefined} />
        <Seek seconds={10} className={isFilm ? styles['inBar'] : undefined} />
        <Mute />
        <VolumeLine />
        <Clock />
        <span className={styles['gap']} />
        {media instanceof HTMLVideoElement && details !== undefined && details.captions.length > 0 && (
          <CaptionsMenu media={media} captions={details.captions} busy={busy} />
        )}
        <SpeedMenu busy={busy} />
        {isFilm && <PictureInPicture />}
        {isFilm && <FullScreen />}
      </div>
    </div>
  )
}

type Sized = { className?: string | undefined; size?: number }

const classOf = (extra: string | undefined): string => [styles['button'], extra ?? ''].join(' ').trim()

export function PlayToggle({ className, size = 24 }: Sized) {
  return (
    <PlayButton
      className={classOf(className)}
      label={({ paused, ended }) => (ended ? texts.again : paused ? texts.play : texts.pause)}
      render={(props, { paused }) => (
        <button {...props}>{paused ? <PlayIcon size={size} /> : <PauseBarsIcon size={size} />}</button>
      )}
    />
  )
}

export function Seek({ seconds, className, size = 24 }: Sized & { seconds: number }) {
  return (
    <SeekButton
      className={classOf(className)}
      seconds={seconds}
      label={seconds < 0 ? texts.back : texts.forward}
    >
      {seconds < 0 ? <BackTenIcon size={size} /> : <ForwardTenIcon size={size} />}
    </SeekButton>
  )
}

function Mute() {
  return (
    <MuteButton
      className={classOf(undefined)}
      label={({ muted }) => (muted ? texts.unmute : texts.mute)}
      render={(props, { muted, volumeLevel }) => (
        <button {...props}>
          {muted || volumeLevel === 'off' ? (
            <MutedIcon />
          ) : volumeLevel === 'high' ? (
            <LoudIcon />
          ) : (
            <QuietIcon />
          )}
        </button>
      )}
    />
  )
}

function Clock() {
  const time = usePlayer(selectTime)
  const now = formatDuration(Math.floor(time?.currentTime ?? 0))
  const length =
    time === undefined || !Number.isFinite(time.duration) ? undefined : formatDuration(time.duration)
  return (
    <p className={styles['clock']} dir="ltr">
      {now}
      {length !== undefined && <span className={styles['length']}> / {length}</span>}
    </p>
  )
}

function PictureInPicture() {
  return (
    <PiPButton
      className={classOf(undefined)}
      label={({ pip }) => (pip ? texts.leavePictureInPicture : texts.pictureInPicture)}
    >
      <PictureInPictureIcon />
    </PiPButton>
  )
}

function FullScreen() {
  return (
    <FullscreenButton
      className={classOf(undefined)}
      label={({ fullscreen }) => (fullscreen ? texts.leaveFullScreen : texts.fullScreen)}
      render={(props, { fullscreen }) => (
        <button {...props}>{fullscreen ? <LeaveFullScreenIcon /> : <FullScreenIcon />}</button>
      )}
    />
  )
}
