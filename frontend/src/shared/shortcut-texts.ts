// What the keys do, for the list of shortcuts.

export const shortcutTexts = {
  title: 'Keyboard shortcuts',
  groups: { grid: 'Gallery', viewer: 'Viewer', picture: 'Pictures', player: 'Films and audio' },
  grid: { move: 'Move between pictures', open: 'Open' },
  names: {
    previous: 'Previous item',
    next: 'Next item',
    close: 'Back to the gallery',
    information: 'Information',
    fullScreen: 'Full screen',
    shortcuts: 'This list',
    larger: 'Larger',
    smaller: 'Smaller',
    fit: 'Whole picture',
    actual: 'Actual size',
    play: 'Play or pause',
    back: 'Back 10 seconds',
    forward: 'Forward 10 seconds',
    mute: 'Sound on or off',
  },
  player: {
    captions: 'Captions on or off',
    speed: 'Slower, faster',
    arrows: 'Back, forward 5 seconds (in the player)',
    volume: 'Louder, quieter (in the player)',
  },
  keys: {
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
    Enter: 'Enter',
    ' ': 'Space',
    '-': '−',
  },
} as const
