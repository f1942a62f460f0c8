import { selectPlaybackRate, usePlayer } from '@videojs/react'
import { formatCount } from '../../shared/format.ts'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { ChoiceMenu } from './choice-menu.tsx'
import { SpeedIcon } from './player-icons.tsx'
import { SPEEDS } from './preferences.ts'
import type { Busy } from './use-busy.ts'

const labelOf = (speed: number): string =>
  speed === 1 ? texts.speedNormal : texts.speedOf(formatCount(speed))

export function SpeedMenu({ busy }: { busy: Busy }) {
  const rate = usePlayer(selectPlaybackRate)
  const speed = rate?.playbackRate ?? 1
  return (
    <ChoiceMenu
      label={texts.speed}
      icon={<SpeedIcon />}
      badge={speed === 1 ? undefined : labelOf(speed)}
      choices={SPEEDS.map((each) => ({ value: String(each), label: labelOf(each) }))}
      value={String(speed)}
      onChoose={(chosen) => rate?.setPlaybackRate(Number(chosen))}
      busy={busy}
    />
  )
}
