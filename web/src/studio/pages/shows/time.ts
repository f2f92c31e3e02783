import { dateTime } from '@/shared/format'

/** The shop's zone has had no summer time since 1991: its offset is fixed. */
const OFFSET = '+08:00'

/** Unix ms as an input of type datetime-local takes it, in the shop's zone. */
export const localTime = (at: number): string => dateTime(at).replace(' ', 'T')

/** What such an input gives, as an instant. */
export const zoned = (local: string): Date => new Date(`${local}:00${OFFSET}`)
