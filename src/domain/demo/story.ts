import type { Block } from '#kernel/space/blocks.ts'

/** Days from today; the example moves with the calendar, so that something is always late and something always due this week. */
type Days = number
export type Person = 'fatou' | 'moussa' | 'ibrahima' | 'aicha' | 'cheikh' | 'owner'
export type Service = 'marketing' | 'dsi' | 'finance' | 'commercial'

export type Piece = {
  readonly title: string
  readonly from?: Days
  readonly to?: Days
  readonly who?: readonly Person[]
  readonly service?: Service
  readonly percent?: number
  readonly done?: boolean
  readonly cancelled?: boolean
  readonly blocked?: boolean
  readonly milestone?: boolean
  readonly priority?: 'low' | 'high' | 'critical'
  /** Hours. */
  readonly hours?: number
  readonly deliverables?: string
  readonly checks?: readonly (readonly [done: boolean, title: string])[]
  /** The titles of what it waits for, in the same story. */
  readonly after?: readonly string[]
  /** What it holds: it is then a step. */
  readonly holds?: readonly Piece[]
}
export type Stage = {
  readonly title: string
  readonly skipped?: boolean
  readonly goal?: string
  readonly from?: Days
  readonly to?: Days
  readonly holds?: readonly Piece[]
}
export type Paper = { readonly title: string; readonly stage?: string; readonly blocks: readonly Block[] }
export type Story = {
  readonly key: string
  readonly title: string
  readonly description: string
  readonly client: string
  /** In the workspace's main unit: francs, euros. */
  readonly budget: number
  readonly priority: 'high' | 'medium' | 'intermediate' | 'low'
  readonly service: Service
  readonly owner: Person
  readonly from: Days
  readonly to: Days
  readonly stages: readonly Stage[]
  readonly papers: readonly Paper[]
}
