import { Menu } from '@videojs/react'
import { useId, type ReactNode } from 'react'
import { TickIcon } from './player-icons.tsx'
import type { Busy } from './use-busy.ts'
import styles from './player.module.css'

type Choice = { value: string; label: string; language?: string | undefined }

type ChoiceMenuProps = {
  label: string
  icon: ReactNode
  /** Shown on the button as well, where it is not the usual. */
  badge?: string | undefined
  choices: readonly Choice[]
  value: string
  onChoose: (value: string) => void
  busy: Busy
}

/** A button that opens a list of which one is chosen. */
export function ChoiceMenu({ label, icon, badge, choices, value, onChoose, busy }: ChoiceMenuProps) {
  const name = useId()
  return (
    <Menu.Root side="top" align="end" onOpenChange={(isOpen) => busy(name, isOpen)}>
      <Menu.Trigger
        className={styles['button']}
        aria-label={badge === undefined ? label : `${label}: ${badge}`}
        title={label}
      >
        {badge === undefined ? icon : <span className={styles['badge']}>{badge}</span>}
      </Menu.Trigger>
      <Menu.Popup className={styles['menu']} data-no-swipe>
        <Menu.Content aria-label={label}>
          <p className={styles['menuTitle']} aria-hidden="true">
            {label}
          </p>
          <Menu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
            {choices.map((choice) => (
              <Menu.RadioItem key={choice.value} value={choice.value} className={styles['choice']}>
                <span className={styles['tick']}>{choice.value === value && <TickIcon size={20} />}</span>
                <span dir="auto" lang={choice.language}>
                  {choice.label}
                </span>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Popup>
    </Menu.Root>
  )
}
