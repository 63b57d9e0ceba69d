/** What a role may allow in the company; `permissions.ts` says each in words. Each is one that a command or a reading takes. */
export const codes = [
  'projects:create',
  'projects:import',
  'sheets:generate',
  'people:invite',
  'people:suspend',
  'people:remove',
  'people:erase',
  'people:protect',
  'services:edit',
  'roles:give',
  'roles:edit',
  'audit:read',
] as const
export type Code = (typeof codes)[number]
export const isCode = (value: unknown): value is Code => (codes as readonly unknown[]).includes(value)
