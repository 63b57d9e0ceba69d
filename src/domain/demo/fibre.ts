import type { Story } from './story.ts'

export const fibre: Story = {
  key: 'fibre',
  title: 'Lancement de l’offre Fibre Famille',
  description:
    'Faire connaître l’offre fibre aux familles de Dakar et de Thiès avant la rentrée, avec un prix d’appel et une promesse simple : installée en cinq jours.',
  client: 'Jolof Télécom',
  budget: 48_500_000,
  priority: 'high',
  service: 'marketing',
  owner: 'owner',
  from: -52,
  to: 64,
  stages: [
    {
      title: 'Expression du besoin',
      goal: 'Savoir à qui l’on parle et ce que l’on promet.',
      holds: [
        {
          title: 'Cadrer la demande',
          holds: [
            { title: 'Recueillir le besoin auprès de la direction commerciale', from: -52, to: -50, who: ['owner'], done: true, hours: 6 },
            {
              title: 'Rédiger la note de cadrage',
              from: -49,
              to: -46,
              who: ['fatou'],
              done: true,
              hours: 10,
              deliverables: 'Note de cadrage validée',
              after: ['Recueillir le besoin auprès de la direction commerciale'],
            },
          ],
        },
        {
          title: 'Besoin validé par la direction',
          to: -44,
          from: -44,
          milestone: true,
          done: true,
          who: ['owner'],
          after: ['Rédiger la note de cadrage'],
        },
      ],
    },
    {
      title: 'Études de faisabilité',
      goal: 'Vérifier que le marché, le réseau et le budget suivent.',
      holds: [
        {
          title: 'Étude de marché',
          holds: [
            {
              title: 'Enquête téléphonique auprès de 400 foyers',
              from: -43,
              to: -33,
              who: ['aicha'],
              done: true,
              hours: 60,
              deliverables: 'Fichier des réponses anonymisé',
            },
            { title: 'Analyse des offres concurrentes', from: -40, to: -34, who: ['fatou'], done: true, hours: 24 },
            {
              title: 'Synthèse et recommandations',
              from: -33,
              to: -29,
              who: ['fatou', 'aicha'],
              done: true,
              hours: 16,
              after: ['Enquête téléphonique auprès de 400 foyers', 'Analyse des offres concurrentes'],
            },
          ],
        },
        {
          title: 'Couverture du réseau quartier par quartier',
          from: -38,
          to: -26,
          who: ['ibrahima'],
          service: 'dsi',
          percent: 80,
          priority: 'high',
          hours: 40,
          deliverables: 'Carte de couverture à jour',
        },
        { title: 'Budget et seuil de rentabilité', from: -30, to: -24, who: ['cheikh'], service: 'finance', done: true, hours: 18 },
      ],
    },
    {
      title: 'Conception',
      goal: 'Une offre, un message, des supports.',
      holds: [
        {
          title: 'Offre et prix',
          holds: [
            { title: 'Grille tarifaire et promotion de lancement', from: -22, to: -14, who: ['cheikh', 'owner'], done: true, hours: 20 },
            {
              title: 'Conditions générales relues par le juridique',
              from: -13,
              to: -3,
              who: ['cheikh'],
              blocked: true,
              percent: 40,
              hours: 12,
              after: ['Grille tarifaire et promotion de lancement'],
            },
          ],
        },
        {
          title: 'Campagne',
          holds: [
            { title: 'Proposer trois pistes créatives', from: -18, to: -9, who: ['moussa'], done: true, hours: 30 },
            {
              title: 'Tourner le film de 30 secondes',
              from: -6,
              to: 3,
              who: ['moussa'],
              percent: 35,
              priority: 'critical',
              hours: 56,
              deliverables: 'Film 30 s, version wolof et version française',
              after: ['Proposer trois pistes créatives'],
              checks: [
                [true, 'Lieu de tournage réservé'],
                [true, 'Autorisation de la mairie'],
                [false, 'Voix off en wolof enregistrée'],
              ],
            },
            {
              title: 'Décliner les affiches 4 × 3',
              from: -4,
              to: 6,
              who: ['aicha'],
              percent: 20,
              hours: 28,
              after: ['Proposer trois pistes créatives'],
            },
            { title: 'Spot radio en pulaar', from: 1, to: 8, who: ['moussa'], cancelled: true, hours: 10 },
          ],
        },
        {
          title: 'Bon à tirer signé par le client',
          from: 9,
          to: 9,
          milestone: true,
          who: ['owner'],
          after: ['Tourner le film de 30 secondes', 'Décliner les affiches 4 × 3'],
        },
      ],
    },
    {
      title: 'Développement / mise en œuvre',
      goal: 'Tout est prêt dans les agences et en ligne.',
      holds: [
        {
          title: 'Parcours de souscription',
          holds: [
            { title: 'Formulaire d’éligibilité en ligne', from: -5, to: 12, who: ['ibrahima'], service: 'dsi', percent: 45, hours: 64 },
            {
              title: 'Paiement de l’acompte par mobile money',
              from: 8,
              to: 22,
              who: ['ibrahima'],
              service: 'dsi',
              hours: 48,
              after: ['Formulaire d’éligibilité en ligne'],
            },
            {
              title: 'Recette avec dix familles pilotes',
              from: 23,
              to: 30,
              who: ['aicha', 'ibrahima'],
              hours: 30,
              after: ['Paiement de l’acompte par mobile money'],
            },
          ],
        },
        { title: 'Former les équipes des douze agences', from: 14, to: 28, who: ['fatou'], service: 'commercial', hours: 36 },
        { title: 'Réserver les espaces publicitaires', from: -2, to: 5, who: ['owner'], percent: 60, priority: 'high', hours: 8 },
      ],
    },
    {
      title: 'Lancement commercial',
      holds: [
        { title: 'Conférence de presse', from: 34, to: 34, who: ['owner', 'fatou'], hours: 12 },
        {
          title: 'Ouverture des ventes',
          from: 35,
          to: 35,
          milestone: true,
          who: ['owner'],
          after: ['Recette avec dix familles pilotes', 'Former les équipes des douze agences', 'Bon à tirer signé par le client'],
        },
        {
          title: 'Suivi quotidien des ventes',
          from: 35,
          to: 63,
          who: ['cheikh'],
          service: 'commercial',
          hours: 40,
          after: ['Ouverture des ventes'],
        },
      ],
    },
    { title: 'Retrait d’une offre', skipped: true },
  ],
  papers: [
    {
      title: 'Note de cadrage',
      stage: 'Expression du besoin',
      blocks: [
        { heading: 'Pourquoi maintenant', level: 2 },
        {
          paragraph:
            'Quatre foyers sur dix, à Dakar, disent vouloir changer d’accès internet dans l’année. Aucun opérateur ne s’adresse aux familles : toutes les offres parlent de débit, aucune de devoirs, de télévision ni d’appels à la famille restée au village.',
        },
        { heading: 'Ce que nous promettons', level: 2 },
        {
          list: [
            'Installée en cinq jours ouvrés, ou le premier mois est offert',
            'Un prix rond, sans engagement caché',
            'Un conseiller joignable en wolof et en français',
          ],
        },
        { heading: 'Cible', level: 2 },
        {
          table: [
            ['Ville', 'Foyers visés', 'Objectif à 90 jours'],
            ['Dakar', '62 000', '3 100 contrats'],
            ['Thiès', '14 500', '600 contrats'],
            ['Rufisque', '9 800', '350 contrats'],
          ],
        },
        { heading: 'Reste à décider', level: 2 },
        {
          tasks: [
            [true, 'Prix d’appel des trois premiers mois'],
            [false, 'Partenariat avec une chaîne de télévision'],
            [false, 'Offre de parrainage'],
          ],
        },
      ],
    },
    {
      title: 'Compte rendu — atelier création',
      stage: 'Conception',
      blocks: [
        { paragraph: 'Présents : Moussa, Aïcha, Fatou. Trois pistes ont été défendues, une a été retenue.' },
        { quote: 'La fibre, ce n’est pas de la vitesse : c’est toute la famille au salon en même temps.' },
        { heading: 'Décisions', level: 2 },
        {
          list: [
            'Le film se tourne à Ouakam, en lumière naturelle',
            'La grand-mère dit la dernière phrase, en wolof',
            'Pas de spot radio en pulaar pour cette vague : budget reporté sur l’affichage',
          ],
          ordered: true,
        },
      ],
    },
  ],
}
