/** An activity as the desk sees it; mirrors `ActivityOut`. */
export type ActivityState = 'armed' | 'open' | 'closed' | 'settled' | 'cancelled'
export interface DeskActivity {
  id: number
  kind: string
  title: string
  state: ActivityState
  seconds: number
  rules: Record<string, unknown>
  public: Record<string, unknown>
  result: Record<string, unknown>
  rules_hash: string
  entries: number
  tally: number[]
  armed_at: string
  opens_at: string | null
  closes_at: string | null
  settled_at: string | null
  is_rehearsal: boolean
  prizes: { owed: number; paid: number; held: number; refused: number; paid_amount: number }
}
export interface ActivityWinner {
  prize_id: number
  entry_id: number
  number: number
  place: number
  viewer_id: number
  name: string
  kind: string
  amount: number
  body: Record<string, unknown>
  state: 'coming' | 'paid' | 'held' | 'refused'
  refused: string
}
export interface ActivityReport {
  participants: number
  participation: number | null
  compared: number
  others: number
  minimum: number
  stay: number | null
  stay_others: number | null
  uplift: number | null
}
export type Rules = Record<string, unknown>
