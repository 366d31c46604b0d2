"""The drafter's own words in French."""

TEXT = """
note: Aucun modèle de langue n'a écrit ceci. Chaque énoncé est cité du texte de départ ou des entrées, et trié selon des règles ; les questions, les hypothèses et ce qui est dit proposé sont des mots propres à cette ébauche.
note_used: {used} phrases sur {all} sont utilisées ; le reste figure sous "non utilisé".
note_place: Ce que les mots ne disent pas a été trié d'après sa place, et sa force est marquée comme supposée.
note_groups: Le découpage suit les sections et l'ordre de l'auteur ; les liens par mots communs sont des propositions.
note_comment: Une personne a demandé : “{comment}” Ici on peut trier et citer, non récrire. {effect}
effect_first: Ce dont parle le commentaire vient maintenant en premier.
effect_none: Rien dans les entrées ne répond au commentaire ; le contenu reste le même.
note_findings: De l'essai précédent, le tri ne peut corriger : {codes}.
slicing: Découpé selon les sections et l'ordre de l'auteur ; ce qui est écrit ensemble reste ensemble.
from_order: Ce que le texte dit à la suite, de “{first}” à “{last}”.
shape: Une partie pour chaque morceau du travail, proposée d'après l'ordre des entrées, qui n'en disent pas plus.
approach: Dans {names} ; les entrées n'en disent pas plus.
given: Donné par le texte, non choisi ici.
not_covered: Rien n'y renvoie encore.
verdict_summary: Couvert : {covered} sur {all}. Reste à régler : {conditions}. Jugé selon des règles, non par lecture.
review_vague: Dit “{word}” sans nombre ni essai.
review_measure: Donner un nombre, ou un essai que chacun peut répéter.
flagged: Une personne doit juger si cela est respecté.
quality_performance: Performance
quality_access: Accessibilité
quality_security: Sécurité
quality_privacy: Données personnelles
quality_languages: Langues
quality: Qualité
ask_open: Qu'est-ce qui est décidé sur “{quote}” ?
ask_vague: Que veut dire “{word}” dans “{quote}” ?
ask_party: Que fait “{name}” du résultat ?
ask_external: Que se passe-t-il quand “{name}” ne répond pas, dans “{quote}” ?
ask_number: Quel nombre montre que “{quote}” est atteint ?
why_open: Le texte le laisse ouvert.
why_vague: Sans nombre ni essai, personne ne peut dire si c'est atteint.
why_party: Ces personnes sont nommées, mais n'ont rien à faire.
why_external: Le texte nomme cette dépendance, mais pas ce qui se passe sans elle.
why_number: Un but sans nombre ne peut être vérifié.
assume_open: Cela reste ouvert et sera décidé plus tard : “{quote}”.
assume_vague: “{word}” reste tel quel et sera jugé à la réception.
assume_party: Elles sont informées et n'y font rien : “{name}”.
assume_external: Le travail attend, la panne est montrée, on réessaie plus tard : “{name}”.
assume_number: On jugera sans nombre à la réception : “{quote}”.
ask_purpose: Qu'est-ce qui sera mieux ensuite, et pour quelles personnes ?
why_purpose: Le texte ne dit pas à quoi cela sert.
assume_purpose: Les demandes du texte sont elles-mêmes le but.
ask_users: Qui s'en servira ?
why_users: Le texte ne nomme personne.
assume_users: Une seule sorte d'utilisateurs, aux mêmes droits.
ask_functions: Que doit-on pouvoir faire avec ?
why_functions: Le texte ne nomme aucune demande.
assume_functions: Seulement ce qui est écrit.
ask_volume: Combien de personnes ou de cas y a-t-il au moment le plus chargé ?
why_volume: Le texte ne dit rien de la taille.
assume_volume: Assez peu pour une petite installation.
ask_deadline: Pour quand faut-il que cela serve ?
why_deadline: Le texte ne nomme aucune date.
assume_deadline: Pas de date fixe ; les parties viennent quand elles sont prêtes.
ask_budget: Que peut-on dépenser ?
why_budget: Le texte ne parle pas d'argent.
assume_budget: Aucune somme n'est fixée : ce que cela peut coûter est inconnu.
ask_privacy: Quelles données personnelles contient-il ?
why_privacy: Le texte n'en parle pas.
assume_privacy: Seulement les noms et les moyens de joindre les utilisateurs.
ask_retention: Combien de temps faut-il garder les données ?
why_retention: Le texte ne dit pas quand on peut effacer.
assume_retention: On garde tout jusqu'à ce que quelqu'un efface.
ask_today: Comment fait-on aujourd'hui ?
why_today: Le texte ne décrit pas le présent.
assume_today: Il n'y a rien à reprendre ni à remplacer.
ask_out: Qu'est-ce qui n'en fait pas partie ?
why_out: Le texte ne trace pas de limite.
assume_out: Ce que le texte ne nomme pas n'en fait pas partie.
ask_measure: À quoi verra-t-on que c'est réussi ?
why_measure: Aucun but du texte n'a de nombre.
assume_measure: On jugera sans nombre à la réception.
ask_languages: En quelles langues s'en sert-on ?
why_languages: Le texte ne nomme aucune langue.
assume_languages: Seulement dans la langue du texte.
ask_access: Quelles règles d'accessibilité s'appliquent ?
why_access: Le texte n'en parle pas.
assume_access: Aucune au-delà de la loi du lieu.
ask_security: Comment chacun prouve-t-il qui il est ?
why_security: Le texte ne parle pas de connexion.
assume_security: Chacun se connecte avec un mot de passe.
ask_operation: Qui s'en occupe ensuite ?
why_operation: Le texte ne le dit pas.
assume_operation: Ceux qui le commandent s'en occupent.
ask_stop: Que cesse-t-on de faire ?
why_stop: Une direction qui n'arrête rien coûte plus qu'il n'y a.
assume_stop: Rien de ce qui se fait ne s'arrête.
ask_period: Pour quelles années cela vaut-il ?
why_period: Le texte ne nomme pas de période.
assume_period: Cela vaut jusqu'à son remplacement.
ask_decider: Qui en décide ?
why_decider: Le texte ne dit pas qui décide.
assume_decider: Ceux qui l'ont commandé en décident.
"""
