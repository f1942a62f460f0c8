/** Fills the screen with a film and its controls, or leaves it. An iPhone lends its screen to films alone, with its own controls. */
export function toggleFullScreen(stage: HTMLElement, media: HTMLVideoElement): void {
  const enterAlone: unknown = Reflect.get(media, 'webkitEnterFullscreen')
  if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined)
  else if (document.fullscreenEnabled) stage.requestFullscreen().catch(() => undefined)
  else if (typeof enterAlone === 'function') enterAlone.call(media)
}
