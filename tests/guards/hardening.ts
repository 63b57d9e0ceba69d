import type { Guard } from './guard.ts'

const chosen = 'server/auth/chosen-password.pg.test.ts'

export const hardeningGuards: readonly Guard[] = [
  {
    promise: 'a password that others use most is taken by nobody',
    file: 'server/auth/newcomer.ts',
    line: 'if (isUsual(password))',
    lost: 'if (isUsual(password) && !password)',
    test: chosen,
    title: 'PLT-02 wherever a password is chosen',
  },
  {
    promise: 'a password made of names is taken by nobody',
    file: 'server/auth/newcomer.ts',
    line: 'if (guessable(password, known))',
    lost: 'if (guessable(password, []))',
    test: chosen,
    title: 'PLT-02 wherever a password is chosen',
  },
]
