import type { Story } from './story.ts'

export const baobab: Story = {
  key: 'baobab',
  title: 'Campagne de fin d’année — Jus Baobab',
  description: 'Faire du jus de bouye la boisson des fêtes : distribution, dégustations et télévision pendant six semaines.',
  client: 'Baobab & Fils',
  budget: 17_200_000,
  priority: 'medium',
  service: 'commercial',
  owner: 'fatou',
  from: -34,
  to: -2,
  stages: [
    { title: 'Expression du besoin', holds: [{ title: 'Brief du client', from: -34, to: -32, who: ['fatou'], done: true, hours: 4 }] },
    { title: 'Études de faisabilité', skipped: true },
    {
      title: 'Conception',
      holds: [
        { title: 'Identité des étiquettes de fête', from: -31, to: -22, who: ['aicha'], done: true, hours: 32 },
        { title: 'Plan média télévision', from: -28, to: -20, who: ['owner'], done: true, hours: 12 },
      ],
    },
    {
      title: 'Développement / mise en œuvre',
      holds: [
        {
          title: 'Impression de 40 000 étiquettes',
          from: -20,
          to: -11,
          who: ['moussa'],
          done: true,
          hours: 6,
          after: ['Identité des étiquettes de fête'],
        },
        {
          title: 'Livraison aux dépôts de Kaolack et Saint-Louis',
          from: -10,
          to: -4,
          who: ['moussa'],
          percent: 70,
          priority: 'high',
          hours: 14,
          after: ['Impression de 40 000 étiquettes'],
        },
        { title: 'Recruter vingt animatrices de dégustation', from: -14, to: -6, who: ['fatou'], done: true, hours: 20 },
      ],
    },
    {
      title: 'Lancement commercial',
      holds: [
        {
          title: 'Dégustations dans trente supermarchés',
          from: -5,
          to: 9,
          who: ['fatou', 'aicha'],
          percent: 30,
          hours: 80,
          after: ['Livraison aux dépôts de Kaolack et Saint-Louis'],
        },
        {
          title: 'Bilan chiffré remis au client',
          from: 12,
          to: 12,
          milestone: true,
          who: ['fatou'],
          after: ['Dégustations dans trente supermarchés'],
        },
      ],
    },
    { title: 'Retrait d’une offre', skipped: true },
  ],
  papers: [
    {
      title: 'Plan média télévision',
      stage: 'Conception',
      blocks: [
        { paragraph: 'Deux vagues de trois semaines, concentrées autour du journal de 20 heures et des émissions de cuisine.' },
        {
          table: [
            ['Semaine', 'Écran', 'Passages'],
            ['1 à 3', 'Avant le journal', '18'],
            ['4 à 6', 'Cuisine du samedi', '12'],
          ],
        },
      ],
    },
  ],
}
