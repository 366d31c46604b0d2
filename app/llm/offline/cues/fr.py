"""French cues."""

TEXT = """
function: le | la | les | l' | un | une | des | du | de | d' | et | ou | mais | à | au | aux | en | dans | sur
  | sous | par | pour | avec | sans | chez | vers | entre | est | sont | était | étaient | sera | seront | être | a
  | ont | avoir | ce | cette | ces | cet | il | elle | ils | elles | nous | vous | on | je | notre | nos | leur
  | leurs | son | sa | ses | qui | que | qu' | dont | où | ne | pas | plus | très | aussi | si | quand | comme
  | peut | peuvent | doit | doivent | se | s' | y | lui | tout | tous | toute | toutes | chaque | même | puis | afin
  | donc | car | depuis | jusqu'à | avant | après | fait
pronouns: il | elle | ils | elles | cela | ceci | celui-ci | celle-ci
plurals: s | x | e | es
articles: le | la | les | l' | un | une | des | du | chaque | tous | toutes | notre | nos | leur | leurs | aucun
  | aucune
asking: qui | que | qu' | dont | où | quand | comme | si | mais | il | elle | ils | elles
auxiliaries: est | sont | était | étaient | sera | seront | a | ont | peut | peuvent | doit | doivent
inner: de | du | des | d' | la | le | les | en | dans | pour | par | avec
joins: et | ou
system: système | application | logiciel | plateforme | service | portail | site | outil | solution | page
strong: doit | doivent | devra | devront | il faut | faudra | obligatoire | obligatoirement | nécessaire
  | indispensable | impératif | impérativement | exigé | exigée | est requis | sont requis | a besoin | ont besoin
  | ne peut que | est tenu | sont tenus
medium: devrait | devraient | recommandé | souhaité | il est prévu
weak: pourrait | pourraient | souhaitable | si possible | éventuellement | idéalement | facultatif | serait bien
  | optionnel
ability: peut | peuvent | permet | permettre | permettent | veut | veulent | souhaite | souhaitent | pourra
  | pourront
future: sera | seront
prohibition: ne doit pas | ne doivent pas | ne peut pas | ne peuvent pas | ne peut être | interdit | interdite
  | jamais | aucun | aucune | en aucun cas | ne doit jamais | ne doit être | ne sera jamais | personne ne
now: aujourd'hui | actuellement | à ce jour | pour l'instant | en ce moment | jusqu'ici | existant | existante
  | existants | jusqu'à présent | l'an dernier
problem: problème | problèmes | erreur | erreurs | plaign* | trop lent | trop long | trop longtemps | se perd
  | se perdent | perdu | à la main | manuellement | personne ne sait | retard | retards | pénible | débord*
  | double saisie
goal: objectif | objectifs | but | nous voulons | nous souhaitons | vise à | visent à | ambition | finalité
  | on veut | vise
scope: inclus | compris | périmètre | première version
out: hors périmètre | non inclus | exclu | exclus | ne fait pas partie | ne font pas partie | n'est pas prévu
  | pas besoin | hors du champ
stop: ne sera plus | cesser | arrêter | arrête de | cesse de | abandonner | supprimé | n'est plus
open: à définir | à préciser | à décider | à déterminer | pas encore décidé | on ne sait pas | reste à
  | question ouverte | pas encore | non décidé | à clarifier
risk: risque | risques | danger | craint | crainte | menace | pourrait échouer
decided: est décidé | a été décidé | a décidé | ont décidé | convenu | approuvé
option: option | alternative | variante | soit
vague: rapide | rapidement | facile | facilement | simple | simplement | intuitif | intuitive | moderne | souple
  | flexible | robuste | efficace | approprié | adapté | bientôt | dès que possible | convivial | conviviale
  | ergonomique | plusieurs | nombreux | régulièrement | fiable | etc | performant | agréable | suffisant | fluide
  | sécurisé | sécurisée
money: budget | coût | coûts | prix | euro | euros | € | subvention* | tarif* | financ* | salaire | salaires
  | dépens* | cher
time: délai | délais | échéance | avant le | au plus tard | janvier | février | mars | avril | mai | juin | juillet
  | août | septembre | octobre | novembre | décembre | mise en service | rentrée | saison | calendrier
  | l'année prochaine
law: loi | lois | rgpd | règlement* | réglementation | légal | légale | légaux | juridique* | directive | norme*
  | contrat* | code du | sous licence | sous une licence | sous la licence | licence libre | licences libres
  | licence ouverte | licence open | obligation légale
tech: postgresql | base de données | serveur | serveurs | cloud | windows | linux | android | ios | api | openid
  | ldap | annuaire | excel | tableur* | hébergé | hébergement | hébergée | matériel | capteur* | hors ligne
  | navigateur | réseau
performance: seconde | secondes | minutes | simultané* | temps de réponse | par heure | par seconde | par jour | pic
  | charge | disponibilité | disponible | débit | jour ouvré | jours ouvrés
access: wcag | rgaa | accessib* | handicap* | lecteur d'écran | malvoyant* | fauteuil
security: mot de passe | mots de passe | chiffr* | connexion | authentifi* | autoris* | droits d'accès | sauvegard*
  | sécurité | habilitation*
privacy: données personnelles | rgpd | anonym* | consentement | confidential* | confidentiel* | vie privée
retention: conserv* | archiv* | supprimé après | effacé | supprimées après | durée de conservation
languages: français | anglais | allemand | espagnol | arabe | italien | breton | occitan | multilingue | bilingue
  | traduct* | traduit*
external: fournisseur* | prestataire* | partenaire* | banque | assurance* | préfecture | mairie | externe* | tiers
  | import* | export* | interface* | comptabilité | trésor public | trésorerie | passerelle
failure: panne | en cas d'échec | indisponible | coupure | hors ligne | sans réseau | échoue | échec | sinon
  | à défaut | délai d'attente
unheard: doivent être entendus | doit être entendu | être consultés | être consulté
heard: ont été entendus | a été entendu | ont été consultés
purpose: afin de | afin que | pour que
conditions: si | quand | lorsque | lorsqu' | dès que | après | avant | en cas | pendant | une fois | à la fin | lors
parties: utilisateur | utilisateurs | client | clients | cliente | visiteur | visiteurs | membre | membres
  | adhérent | adhérents | agent | agents | employé | employés | salarié | salariés | personnel | gestionnaire
  | gestionnaires | administrateur | administrateurs | demandeur | demandeurs | enseignant | enseignants
  | professeur | professeurs | élève | élèves | étudiant | étudiants | parent | parents | médecin | médecins
  | infirmier | infirmières | patient | patients | chauffeur | chauffeurs | bénévole | bénévoles | habitant
  | habitants | citoyen | citoyens | locataire | locataires | propriétaire | propriétaires | bailleur | acheteur
  | vendeur | fournisseur | fournisseurs | technicien | techniciens | comptable | responsable | responsables
  | directeur | directrice | secrétaire | secrétariat | équipe | bureau | service technique | conseil | comité
  | maire | régisseur | cuisinier | cuisiniers | maraîcher | maraîchers | producteur | producteurs | livreur
  | livreurs | usager | usagers | gardien | trésorier | conseiller | conseillers
entities: demande | commande | facture | réservation | paiement | compte | profil | rapport | document | message
  | rendez-vous | contrat | produit | article | dossier | fichier | photo | adresse | permis | reçu | panier
  | quittance | loyer | bail | cours | prêt | événement | tâche | réclamation | mesure | recette | livraison
  | planning | véhicule | appareil | salle | carte | calendrier | abonnement | stock | avis | cotisation
numbers: deux | trois | quatre | cinq | six | sept | huit | neuf | dix | onze | douze | quinze | vingt | trente
  | cinquante | cent | mille | million | millions | moitié | tiers | quart | double | douzaine
values: un=1 | deux=2 | trois=3 | quatre=4 | cinq=5 | six=6 | sept=7 | huit=8 | neuf=9 | dix=10 | onze=11 | douze=12
  | une=1
limits: dans les | au plus | au maximum | maximum | jusqu'à | au moins | minimum | moins de | plus de | par | sous
  | avant | chaque | d'ici
h.goal: objectif | objectifs | but | buts | finalité | vision | enjeux | résultats attendus
h.obligation: besoins | exigences | fonctionnalités | fonctions | fonctionnel | exigences fonctionnelles | attentes
  | cas d'usage | ce que | cahier des charges
h.quality: qualité | non fonctionnelles | non fonctionnel | performance | sécurité | accessibilité
h.constraint: contraintes | limites | budget | conditions | délais | calendrier | cadre | technique
  | cadre technique
h.party: acteurs | utilisateurs | public | personnes | parties prenantes | rôles | qui | bénéficiaires
h.now: contexte | situation | existant | aujourd'hui | situation actuelle | introduction | présentation
  | état des lieux
h.problem: problème | problèmes | difficultés | constat | problématique
h.scope: périmètre
h.out: hors périmètre | exclusions | exclus
h.open: questions | questions ouvertes | points ouverts | à décider | points à préciser
h.criterion: critères d'acceptation | recette | tests | critères
h.term: glossaire | définitions | termes | lexique
h.risk: risques | craintes
h.data: données | modèle de données
h.external: interfaces | intégrations | systèmes externes
h.option: options | variantes
h.decided: décisions
abbreviations: m | mme | mlle | mm | dr | pr | art | env | etc | p.ex | ex | cf | n° | no | tél | av | bd | max
  | min | p | vol | chap | janv | févr | juil | sept | oct | nov | déc | st
"""
