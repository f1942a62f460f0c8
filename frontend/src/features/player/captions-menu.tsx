import type { Caption } from '@gramreel/contracts/details'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { ChoiceMenu } from './choice-menu.tsx'
import { CaptionsIcon } from './player-icons.tsx'
import type { Busy } from './use-busy.ts'
import { useCaptionChoice } from './use-captions.ts'

type CaptionsMenuProps = { media: HTMLVideoElement; captions: readonly Caption[]; busy: Busy }

const OFF = 'off'

export function CaptionsMenu({ media, captions, busy }: CaptionsMenuProps) {
  const [chosen, choose] = useCaptionChoice(media, captions)
  return (
    <ChoiceMenu
      label={texts.captions}
      icon={<CaptionsIcon />}
      choices={[
        { value: OFF, label: texts.captionsOff },
        ...captions.map(({ id, label, language }) => ({ value: id, label, language })),
      ]}
      value={chosen ?? OFF}
      onChoose={(value) => choose(value === OFF ? null : value)}
      busy={busy}
    />
  )
}
