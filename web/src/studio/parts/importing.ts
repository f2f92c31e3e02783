/** A cell that cannot be stored as it is: where it stands, what it says, how to mend it. */
export interface BadCell {
  line: number
  column: string
  value: string
  message: string
}
