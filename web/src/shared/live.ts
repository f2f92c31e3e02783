/** The live connection of a room: `connectRoom(options)` and the types of what it carries. */
export * from './live/types'
export { applyEvent, isFlash, priceAt } from './live/reduce'
export { COMMENTS_KEPT, emptyRoom, type Connection, type LiveRoom } from './live/store'
export {
  backoff,
  connectRoom,
  LiveError,
  uuid,
  type BuyWish,
  type LiveConnection,
  type RoomOptions,
} from './live/client'
