// A picture for each step, of what to do in Telegram or at the host. All of it is said in words beside it.
import type { ReactNode } from 'react'
import { setupTexts } from '../../shared/setup-texts.ts'
import styles from './drawings.module.css'

const texts = setupTexts.drawings

const Frame = ({ children, height = 240 }: { children: ReactNode; height?: number }) => (
  <svg
    className={styles['drawing']}
    viewBox={`0 ${(240 - height) / 2} 320 ${height}`}
    fill="none"
    aria-hidden="true"
  >
    <g strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
      {children}
    </g>
  </svg>
)

/** A telephone's screen with a title in its bar. */
const Screen = ({ title, children }: { title: string; children: ReactNode }) => (
  <>
    <rect x="62" y="8" width="196" height="224" rx="20" className={styles['sheet']} />
    <path d="M63 52h194" className={styles['thin']} />
    <circle cx="88" cy="30" r="11" className={styles['accent']} />
    <text x="108" y="35" className={styles['strong']}>
      {title}
    </text>
    {children}
  </>
)

/** A talk with @BotFather: /newbot goes out, a token comes back, and is taken. */
export const BotDrawing = () => (
  <Frame>
    <Screen title="@BotFather">
      <rect x="168" y="66" width="76" height="30" rx="12" className={styles['accent']} />
      <text x="206" y="86" textAnchor="middle" className={styles['on']}>
        /newbot
      </text>
      <rect x="76" y="108" width="160" height="84" rx="12" className={styles['soft']} />
      <text x="88" y="130" className={styles['small']}>
        {texts.done}
      </text>
      <text x="88" y="148" className={styles['small']}>
        {texts.token}
      </text>
      <rect x="84" y="158" width="144" height="24" rx="6" className={styles['marked']} />
      <text x="92" y="174" className={styles['code']}>
        71234567:AAEx…9kQ
      </text>
      <path d="m232 190 8 20 4-8 8-4-20-8Z" className={styles['hand']} />
    </Screen>
  </Frame>
)

const Switch = ({ y, label }: { y: number; label: string }) => (
  <>
    <text x="78" y={y + 5} className={styles['small']}>
      {label}
    </text>
    <rect x="212" y={y - 9} width="32" height="18" rx="9" className={styles['accent']} />
    <circle cx="235" cy={y} r="6.500" className={styles['knob']} />
  </>
)

/** A channel's administrators: the bot is one, with two rights on. */
export const ChannelDrawing = () => (
  <Frame>
    <Screen title={texts.administrators}>
      <rect x="74" y="64" width="172" height="40" rx="10" className={styles['marked']} />
      <circle cx="96" cy="84" r="11" className={styles['soft']} />
      <path d="M90 86a6 4.500 0 0 1 12 0M96 79v-3" className={styles['line']} />
      <text x="116" y="89" className={styles['strong']}>
        {texts.yourBot}
      </text>
      <path d="m222 84 5 5 10-11" className={styles['pen']} />
      <Switch y={130} label={texts.post} />
      <path d="M78 150h166" className={styles['thin']} />
      <Switch y={170} label={texts.remove} />
      <path d="M78 190h166" className={styles['thin']} />
      <rect x="116" y="202" width="88" height="18" rx="9" className={styles['soft']} />
    </Screen>
  </Frame>
)

/** Telegram, the worker, and a film on a screen, in a row. */
export const WorkerDrawing = () => (
  <Frame height={140}>
    <circle cx="52" cy="96" r="30" className={styles['accent']} />
    <path d="m36 97 31-13-5 26-10-6-5 6-1-9 14-12" className={styles['plane']} />
    <path d="M88 96h24M206 96h24" className={styles['pen']} strokeDasharray="2 7" />
    {[58, 86, 114].map((y) => (
      <g key={y}>
        <rect x="118" y={y} width="84" height="24" rx="6" className={styles['sheet']} />
        <circle cx="132" cy={y + 12} r="3" className={styles['accent']} />
        <path d={`M148 ${y + 12}h42`} className={styles['thin']} />
      </g>
    ))}
    <rect x="236" y="62" width="72" height="56" rx="8" className={styles['sheet']} />
    <path d="m265 80 16 10-16 10Z" className={styles['accent']} />
    <path d="M258 132h28M272 118v14" className={styles['line']} />
    {[
      { x: 52, word: 'Telegram' },
      { x: 160, word: texts.worker },
      { x: 272, word: texts.screen },
    ].map(({ x, word }) => (
      <text key={x} x={x} y="172" textAnchor="middle" className={styles['small']}>
        {word}
      </text>
    ))}
  </Frame>
)

/** Pictures in a heap, with a tick on them. */
export const ReadyDrawing = () => (
  <Frame height={170}>
    <rect
      x="58"
      y="56"
      width="112"
      height="84"
      rx="10"
      transform="rotate(-9 114 98)"
      className={styles['sheet']}
    />
    <rect
      x="160"
      y="50"
      width="100"
      height="100"
      rx="10"
      transform="rotate(8 210 100)"
      className={styles['sheet']}
    />
    <rect x="92" y="68" width="136" height="102" rx="10" className={styles['sheet']} />
    <path d="m96 158 40-40 28 24 26-26 36 36" className={styles['line']} />
    <circle cx="128" cy="96" r="9" className={styles['pen']} />
    <circle cx="226" cy="168" r="24" className={styles['good']} />
    <path d="m215 168 8 8 14-16" className={styles['tick']} />
  </Frame>
)
