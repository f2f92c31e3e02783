/** The video of the room, whatever way this browser can play it; loaded after the page works. */
export type Picture = 'loading' | 'playing' | 'weak' | 'failed'
export interface RoomPlayer {
  stop: () => void
}
export async function startPlayer(
  video: HTMLVideoElement,
  urls: { ws: string; hls: string },
  onPicture: (picture: Picture) => void,
): Promise<RoomPlayer> {
  void video
  void urls
  onPicture('loading')
  return { stop: () => undefined }
}
