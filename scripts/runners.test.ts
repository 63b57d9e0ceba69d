import { expect, test } from 'vitest'
import { faults } from './check-languages.mjs'
import { table } from './rows.mjs'
import { readPlaywright, readVitest } from './runners.mjs'

test('a message missing, empty, copied or badly typeset is said', () => {
  const fr = {
    both: 'Bonjour',
    alone: 'Seul',
    empty: ' ',
    copied: 'Budget',
    colon: 'Nom : x',
    quote: "l'an",
    fine: 'Voulez-vous supprimer «\u00a0{name}\u00a0»\u00a0?',
  }
  const en = {
    both: 'Hello',
    empty: 'Empty',
    copied: 'Budget',
    colon: 'Name: x',
    quote: 'the year',
    fine: 'Delete “{name}”?',
    late: 'Late',
  }
  expect(faults(fr, en).map(fault => fault.split(':')[0])).toEqual(['alone', 'empty', 'copied', 'colon', 'quote', 'late'])
})

test('every variant of a message is looked at', () => {
  const variants = (one: string) => [{ declarations: ['input count'], selectors: ['n'], match: { 'n=one': one, 'n=*': '{n} tâches' } }]
  expect(faults({ tasks: variants('{n} tâche') }, { tasks: variants('{n} task') })).toEqual([])
  expect(faults({ tasks: variants('') }, { tasks: variants('{n} task') })).toEqual(['tasks: empty'])
})

test('a file that fails before its first test counts as a failure, and so does a test that did not run', () => {
  const outcome = readVitest({
    testResults: [
      { name: 'a.test.ts', status: 'failed', message: 'cannot import', assertionResults: [] },
      {
        name: 'b.test.ts',
        status: 'passed',
        assertionResults: [
          { fullName: 'works', status: 'passed', failureMessages: [] },
          { fullName: 'waits', status: 'skipped', failureMessages: [] },
        ],
      },
    ],
  })
  expect(outcome.passed).toEqual(['b.test.ts > works'])
  expect(outcome.failed.map(({ title }) => title)).toEqual(['a.test.ts', 'b.test.ts > waits'])
})

test('a story that fails, or never runs, counts as a failure with its reason', () => {
  const spec = (title: string, ok: boolean, results: object[]) => ({ title, ok, tests: [{ results }] })
  const failure = { status: 'failed', errors: [{ message: 'no such button' }] }
  const outcome = readPlaywright({
    errors: [{ message: 'config is wrong' }],
    suites: [
      { title: 'a.spec.ts', suites: [{ title: 'inner', specs: [spec('walks', true, [{ status: 'passed', errors: [] }])] }] },
      { title: 'b.spec.ts', specs: [spec('falls', false, [failure]), spec('waits', true, [{ status: 'skipped', errors: [] }])] },
    ],
  })
  expect(outcome.passed).toEqual(['a.spec.ts > inner > walks'])
  expect(outcome.failed).toEqual([
    { title: 'playwright', why: 'config is wrong' },
    { title: 'b.spec.ts > falls', why: 'no such button' },
    { title: 'b.spec.ts > waits', why: 'it did not run' },
  ])
})

test('rows are listed once each, in order, with their tests', () => {
  const lines = table(['a > MKT-04 b', 'c > PLT-20 and MKT-04 d', 'e > nothing'])
    .split('\n')
    .filter(line => /^\| [A-Z]{3}-/.test(line))
  expect(lines).toEqual(['| MKT-04 | a > MKT-04 b<br>c > PLT-20 and MKT-04 d |', '| PLT-20 | c > PLT-20 and MKT-04 d |'])
})
