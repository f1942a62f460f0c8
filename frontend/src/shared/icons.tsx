// Drawn on a 24 px grid, 1.75 px strokes. An icon is never the only name of a control: the button says it in words.
import type { ReactNode } from 'react'

export type IconProps = { size?: number }

export function icon(drawing: ReactNode, filled = false) {
  return function Icon({ size = 24 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill={filled ? 'currentColor' : 'none'}
        stroke={filled ? 'none' : 'currentColor'}
        strokeWidth={1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {drawing}
      </svg>
    )
  }
}

export const BackIcon = icon(<path d="M19 12H5.5M11 5.5 4.5 12l6.5 6.5" />)
export const PreviousIcon = icon(<path d="m14.5 5-7 7 7 7" />)
export const NextIcon = icon(<path d="m9.5 5 7 7-7 7" />)
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />)
export const DownloadIcon = icon(<path d="M12 4v11.5m-5-5 5 5 5-5M5 20h14" />)
export const UploadIcon = icon(<path d="M12 16V4.500m-5 5 5-5 5 5M5 20h14" />)
export const PauseIcon = icon(<path d="M8.500 6v12M15.500 6v12" />)
export const RetryIcon = icon(<path d="M19 12a7 7 0 1 1-2.200-5.100M17.500 3v4.500H13" />)
export const DoneIcon = icon(<path d="m5 12.500 4.500 4.500L19 7.500" />)
export const FoldIcon = icon(<path d="m5.500 9.500 6.500 6 6.500-6" />)
export const UnfoldIcon = icon(<path d="m5.500 14.500 6.500-6 6.500 6" />)
export const FullScreenIcon = icon(<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15" />)
export const KeepIcon = icon(
  <path d="M4.500 12a7.500 7.500 0 1 1 15 0 7.500 7.500 0 0 1-15 0M12 8v7.500m-3-3 3 3 3-3" />,
)
export const KeptIcon = icon(
  <path d="M4.500 12a7.500 7.500 0 1 1 15 0 7.500 7.500 0 0 1-15 0M8.500 12.300l2.400 2.400 4.600-5" />,
)
export const InformationIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11.25v5M12 7.75v.01" />
  </>,
)
export const ShareIcon = icon(<path d="M12 14.5V4m-4 3.75L12 4l4 3.75M6.5 11H5v9h14v-9h-1.5" />)
export const MoreIcon = icon(<path d="M12 5.5v.01M12 12v.01M12 18.5v.01" strokeWidth={2.75} />)
export const LinkIcon = icon(
  <path d="M10.500 13.500a4 4 0 0 0 5.700.1l3-3a4 4 0 0 0-5.700-5.700l-1 1M13.500 10.500a4 4 0 0 0-5.700-.1l-3 3a4 4 0 0 0 5.700 5.700l1-1" />,
)
export const LinkAtIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7v5l3.500 2" />
  </>,
)
export const KeyboardIcon = icon(
  <>
    <rect x="2.750" y="6" width="18.500" height="12" rx="2.500" />
    <path d="M6.500 10v.01M10 10v.01M13.500 10v.01M17.500 10v.01M8 14.250h8" />
  </>,
)
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.25" />
    <path d="m16 16 4 4" />
  </>,
)
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.5" r="3.75" />
    <path d="M4.75 20c.9-3.5 3.75-5.25 7.25-5.25s6.35 1.75 7.25 5.25" />
  </>,
)
export const WarningIcon = icon(<path d="M12 4 2.75 20h18.5L12 4ZM12 10v4.5M12 17.25v.01" />)
export const UpIcon = icon(<path d="M12 19V5.5M5.5 11.5 12 5l6.5 6.5" />)
export const PlayIcon = icon(
  <path d="M8 5.3v13.4c0 .8.9 1.3 1.6.8l10-6.7c.6-.4.6-1.2 0-1.6l-10-6.7C8.9 4 8 4.5 8 5.3Z" />,
  true,
)
export const PhotoIcon = icon(
  <>
    <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
    <circle cx="9" cy="10" r="1.5" />
    <path d="m4 17 5-4 3.5 2.5 3.5-3.5 4.5 4.5" />
  </>,
)
export const FilmIcon = icon(
  <>
    <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
    <path d="m10.25 9 4.75 3-4.75 3z" />
  </>,
)
export const SoundIcon = icon(
  <>
    <path d="M9 17.5V6.5l10-2v10.5" />
    <circle cx="6.5" cy="17.5" r="2.5" />
    <circle cx="16.5" cy="15" r="2.5" />
  </>,
)
export const SortIcon = icon(<path d="M4 6.500h9M4 12h6.500M4 17.500h4M17 5v14m-3-3 3 3 3-3" />)
export const CoverIcon = icon(
  <>
    <rect x="4" y="8" width="16" height="12" rx="2.5" />
    <path d="M6.500 5h11M4.500 18l4.500-4.500 3 3 2.500-2.500 5 4.500" />
  </>,
)
export const FolderIcon = icon(
  <path d="M3.5 7a2 2 0 0 1 2-2h4l2 2.500h7a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V7Z" />,
)
export const CameraIcon = icon(
  <>
    <path d="M5.500 7.500H8L9.500 5h5L16 7.500h2.500a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V9.500a2 2 0 0 1 2-2Z" />
    <circle cx="12" cy="13" r="3.250" />
  </>,
)
const HEART =
  'M12 19.5C7 15.800 4 12.800 4 9.300A4.300 4.300 0 0 1 12 7a4.300 4.300 0 0 1 8 2.300c0 3.500-3 6.500-8 10.200Z'
export const HeartIcon = icon(<path d={HEART} />)
export const HeartFilledIcon = icon(<path d={HEART} />, true)
export const DeleteIcon = icon(
  <path d="M4.500 7h15M9.500 7V4.500h5V7m-8 0 .8 12.500h9.400L17.500 7M10.200 10.500v5.500m3.600-5.500v5.500" />,
)
export const RestoreIcon = icon(<path d="M5 12a7 7 0 1 0 2.200-5.100M6.500 3v4.500H11" />)
export const AlbumIcon = icon(
  <>
    <rect x="4" y="8" width="16" height="12" rx="2.5" />
    <path d="M6.500 5h11M8.500 2.500h7" />
  </>,
)
export const AddToAlbumIcon = icon(
  <>
    <rect x="4" y="8" width="16" height="12" rx="2.5" />
    <path d="M6.500 5h11M12 11v6m-3-3h6" />
  </>,
)
export const TakeOutIcon = icon(
  <>
    <rect x="4" y="8" width="16" height="12" rx="2.5" />
    <path d="M6.500 5h11M9 14h6" />
  </>,
)
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />)
export const FileIcon = icon(
  <path d="M13.5 3.5h-6a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-10l-5-5Zm0 0v5h5" />,
)

/** The mark: a paper plane whose fold is a play sign, on the accent. */
export function Mark({ size = 28 }: IconProps) {
  return <img src="/icon.svg" width={size} height={size} alt="" />
}
