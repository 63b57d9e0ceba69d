import { expect, it } from 'vitest'
import { entity, fact } from '../schema/declaration.ts'
import { money, ref, text } from '../schema/field.ts'
import { model } from '../schema/model.ts'
import { derivedId } from '../base/id.ts'
import { project } from './projection.ts'

const quote = entity('quote', 'Devis', 'Quote', { title: text('Titre', 'Title'), total: money('Total', 'Total') }).home('project')
const issue = fact('issue', 'Émission', 'Issue', { quote: ref('quote', 'Devis', 'Quote') }).seals('quote', 'total')
const sales = model({ quote, issue })
const [space, q, i] = ['space', 'q', 'i'].map(name => derivedId('seal', name)) as [string, string, string]

it.each([[true], [false]])('a sealed field shows what was attested, whichever comes first (fact first: %s)', factFirst => {
  const record = { entity: 'quote', id: q, values: { title: 'Stand', total: 900 } }
  const said = { entity: 'issue', id: i, values: { quote: q, sealed: { total: 750 } } }
  const row = project(sales, space, factFirst ? [said, record] : [record, said]).row('quote', q)
  expect(row).toMatchObject({ title: 'Stand', total: 750, problem: [{ code: 'modified', field: 'total' }] })
})

it('a plan that still says what was attested has no problem', () => {
  const row = project(sales, space, [
    { entity: 'quote', id: q, values: { title: 'Stand', total: 750 } },
    { entity: 'issue', id: i, values: { quote: q, sealed: { total: 750 } } },
  ]).row('quote', q)
  expect(row).toMatchObject({ total: 750, problem: null })
})
