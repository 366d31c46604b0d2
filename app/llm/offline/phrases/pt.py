"""The drafter's own words in Portuguese."""

TEXT = """
note: Nenhum modelo de linguagem escreveu isto. Cada frase é citada do texto ou das entradas e ordenada por regras; as perguntas, as suposições e o que se chama proposta são palavras próprias deste rascunho.
note_used: São usadas {used} de {all} frases; o resto está em "não usado".
note_place: O que as palavras não dizem foi ordenado pelo lugar, e a força está marcada como suposta.
note_groups: A divisão segue as secções e a ordem do autor; as ligações por palavras comuns são propostas.
note_comment: Uma pessoa pediu: “{comment}” Aqui pode-se ordenar e citar, não reescrever. {effect}
effect_first: Aquilo de que o comentário fala está agora no início.
effect_none: Nada nas entradas corresponde ao comentário; o conteúdo fica igual.
note_findings: Da tentativa anterior, ordenar não pode corrigir: {codes}.
slicing: Dividido pelas secções e pela ordem do autor; o que foi escrito junto fica junto.
from_order: O que o texto diz seguido, de “{first}” a “{last}”.
shape: Uma parte por cada pedaço de trabalho, proposta pela ordem das entradas, que não dizem mais.
approach: Dentro de {names}; as entradas não dizem mais.
given: Dado pelo texto, não escolhido aqui.
not_covered: Ainda nada o refere.
verdict_summary: Coberto: {covered} de {all}. Por esclarecer: {conditions}. Julgado por regras, não por leitura.
review_vague: Diz “{word}” sem número nem ensaio.
review_measure: Dar um número, ou um ensaio que qualquer um possa repetir.
flagged: Uma pessoa tem de julgar se é respeitado.
quality_performance: Desempenho
quality_access: Acessibilidade
quality_security: Segurança
quality_privacy: Dados pessoais
quality_languages: Línguas
quality: Qualidade
ask_open: O que está decidido sobre “{quote}”?
ask_vague: O que significa “{word}” em “{quote}”?
ask_party: O que faz “{name}” com o resultado?
ask_external: O que acontece quando “{name}” não responde, em “{quote}”?
ask_number: Que número mostra que “{quote}” foi alcançado?
why_open: O texto deixa-o em aberto.
why_vague: Sem número nem ensaio, ninguém sabe se foi alcançado.
why_party: São nomeados, mas nada têm a fazer.
why_external: O texto nomeia a dependência, mas não o que acontece sem ela.
why_number: Uma meta sem número não se pode verificar.
assume_open: Fica em aberto e decide-se mais tarde: “{quote}”.
assume_vague: “{word}” fica como está e é julgado por quem aceita.
assume_party: São informados e nada fazem nisso: “{name}”.
assume_external: O trabalho espera, a falha é mostrada, tenta-se mais tarde: “{name}”.
assume_number: Quem aceita julga sem número: “{quote}”.
ask_purpose: O que deve ficar melhor, e para que pessoas?
why_purpose: O texto não diz para que serve.
assume_purpose: O que o texto pede é o próprio propósito.
ask_users: Quem o vai usar?
why_users: O texto não nomeia ninguém.
assume_users: Um só tipo de utilizador, com os mesmos direitos.
ask_functions: O que se deve poder fazer com isso?
why_functions: O texto não pede nada concreto.
assume_functions: Só o que está escrito.
ask_volume: Quantas pessoas ou casos há no momento mais cheio?
why_volume: O texto nada diz do tamanho.
assume_volume: Tão poucos que basta uma instalação pequena.
ask_deadline: Para quando deve estar em uso?
why_deadline: O texto não nomeia data.
assume_deadline: Sem data fixa; as partes chegam quando estão prontas.
ask_budget: Quanto pode custar?
why_budget: O texto não fala de dinheiro.
assume_budget: Não há soma fixada: o que pode custar é desconhecido.
ask_privacy: Que dados pessoais contém?
why_privacy: O texto não fala disso.
assume_privacy: Só nomes e contactos de quem usa.
ask_retention: Durante quanto tempo se guardam os dados?
why_retention: O texto não diz quando se pode apagar.
assume_retention: Guardam-se até alguém os apagar.
ask_today: Como se faz hoje?
why_today: O texto não descreve o presente.
assume_today: Nada há a herdar nem a substituir.
ask_out: O que não faz parte?
why_out: O texto não traça um limite.
assume_out: O que o texto não nomeia não faz parte.
ask_measure: Em que se verá que correu bem?
why_measure: Nenhuma meta do texto tem número.
assume_measure: Quem aceita julga sem número.
ask_languages: Em que línguas se usa?
why_languages: O texto não nomeia língua.
assume_languages: Só na língua do texto.
ask_access: Que regras de acessibilidade valem?
why_access: O texto não fala disso.
assume_access: Nenhuma além da lei do lugar.
ask_security: Como prova cada um quem é?
why_security: O texto não fala de acesso.
assume_security: Cada um entra com uma palavra-passe.
ask_operation: Quem cuida disso depois?
why_operation: O texto não o diz.
assume_operation: Cuida quem encomenda.
ask_stop: O que se deixa de fazer?
why_stop: Um rumo que nada termina custa mais do que há.
assume_stop: Nada do que hoje se faz termina.
ask_period: Para que anos vale?
why_period: O texto não nomeia período.
assume_period: Vale até ser substituído.
ask_decider: Quem decide?
why_decider: O texto não diz quem decide.
assume_decider: Decide quem o encomendou.
"""
