import { icon } from '../../shared/icons.tsx'

export const PauseBarsIcon = icon(<path d="M7 5.5h3.25v13H7zM13.75 5.5H17v13h-3.25z" />, true)

const around = (path: string) => (
  <>
    <path d={path} />
    <path d="M9.6 10.2v5.1M8.4 10.9l1.2-.7" strokeWidth={1.5} />
    <path
      d="M13.9 10.2c.9 0 1.6.8 1.6 2.55s-.7 2.55-1.6 2.55-1.6-.8-1.6-2.55.700-2.55 1.6-2.55Z"
      strokeWidth={1.5}
    />
  </>
)
export const BackTenIcon = icon(around('M6.300 7.600A7.700 7.700 0 1 1 4.500 14M6.200 3.500v4.300h4.300'))
export const ForwardTenIcon = icon(
  around('M17.700 7.600A7.700 7.700 0 1 0 19.500 14M17.800 3.500v4.300h-4.300'),
)

const SPEAKER = 'M4 9.5v5h3.250L12 18.500v-13L7.250 9.500H4Z'
export const LoudIcon = icon(
  <path d={`${SPEAKER}M15.250 9.250a4 4 0 0 1 0 5.500M17.750 6.750a7.500 7.500 0 0 1 0 10.500`} />,
)
export const QuietIcon = icon(<path d={`${SPEAKER}M15.250 9.250a4 4 0 0 1 0 5.500`} />)
export const MutedIcon = icon(<path d={`${SPEAKER}M15.500 9.750l4.500 4.500m0-4.500-4.500 4.500`} />)

export const CaptionsIcon = icon(
  <>
    <rect x="3.500" y="5.500" width="17" height="13" rx="2.500" />
    <path d="M10.500 10.600a2 2 0 1 0 0 2.800M17 10.600a2 2 0 1 0 0 2.800" />
  </>,
)
export const SpeedIcon = icon(
  <>
    <path d="M5.300 17.500a8.250 8.250 0 1 1 13.400 0" />
    <path d="m12 13 3.500-4M12 13v.01" />
  </>,
)
export const PictureInPictureIcon = icon(
  <>
    <path d="M11 18.500H6A2.500 2.500 0 0 1 3.500 16V8A2.500 2.500 0 0 1 6 5.500h12A2.500 2.500 0 0 1 20.500 8v3" />
    <rect x="13" y="13.500" width="7.500" height="5" rx="1" fill="currentColor" />
  </>,
)
export const LeaveFullScreenIcon = icon(
  <path d="M9 4.500V9H4.500M19.500 9H15V4.500M15 19.500V15h4.500M4.500 15H9v4.500" />,
)
export const TickIcon = icon(<path d="m5.500 12.500 4.250 4.250L18.500 8" />)
