import type { Story } from './story.ts'

export const retrait: Story = {
  key: 'retrait',
  title: 'Retrait de la carte prépayée Liggey',
  description: 'Accompagner 8 300 clients vers la nouvelle carte, sans coupure, puis fermer l’ancienne offre et archiver ses contrats.',
  client: 'Banque Sahel Crédit',
  budget: 9_600_000,
  priority: 'low',
  service: 'dsi',
  owner: 'cheikh',
  from: -6,
  to: 120,
  stages: [
    {
      title: 'Expression du besoin',
      holds: [{ title: 'Lister les contrats encore actifs', from: -6, to: 1, who: ['cheikh'], percent: 50, hours: 16 }],
    },
    {
      title: 'Études de faisabilité',
      from: 2,
      to: 20,
      holds: [
        {
          title: 'Coût de la migration par client',
          from: 4,
          to: 12,
          who: ['cheikh'],
          service: 'finance',
          hours: 20,
          after: ['Lister les contrats encore actifs'],
        },
        { title: 'Avis de la Commission bancaire', from: 6, to: 20, who: ['owner'], hours: 6 },
      ],
    },
    {
      title: 'Conception',
      from: 21,
      to: 45,
      holds: [
        { title: 'Courrier et SMS aux clients', from: 24, to: 38, who: ['fatou'], hours: 24, after: ['Coût de la migration par client'] },
      ],
    },
    {
      title: 'Développement / mise en œuvre',
      from: 40,
      to: 80,
      holds: [
        {
          title: 'Transfert des soldes vers la nouvelle carte',
          from: 44,
          to: 78,
          who: ['ibrahima'],
          service: 'dsi',
          priority: 'critical',
          hours: 120,
          after: ['Courrier et SMS aux clients'],
        },
      ],
    },
    { title: 'Lancement commercial', skipped: true },
    {
      title: 'Retrait d’une offre',
      from: 80,
      to: 120,
      holds: [
        {
          title: 'Fin des contrats restants',
          from: 82,
          to: 104,
          who: ['cheikh'],
          hours: 30,
          after: ['Transfert des soldes vers la nouvelle carte'],
        },
        { title: 'Archivage des dossiers', from: 105, to: 118, service: 'finance', hours: 40, after: ['Fin des contrats restants'] },
        { title: 'Offre fermée', from: 120, to: 120, milestone: true, who: ['cheikh'], after: ['Archivage des dossiers'] },
      ],
    },
  ],
  papers: [],
}
